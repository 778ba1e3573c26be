package io.sensorplatform.auth.operator;

import io.sensorplatform.auth.audit.Refusals;
import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * An operator's own password. Who holds only a token of theirs cannot change it, and guesses the
 * old one no faster here than at the login page.
 */
@RestController
class OwnPassword {

  private final Operators operators;
  private final OperatorChanges changes;
  private final PasswordEncoder passwords;
  private final SignInAttempts attempts;
  private final SignInSettings settings;
  private final Refusals refusals;

  OwnPassword(
      Operators operators,
      OperatorChanges changes,
      PasswordEncoder passwords,
      SignInAttempts attempts,
      SignInSettings settings,
      Refusals refusals) {
    this.operators = operators;
    this.changes = changes;
    this.passwords = passwords;
    this.attempts = attempts;
    this.settings = settings;
    this.refusals = refusals;
  }

  record Request(@Nullable String currentPassword, @Nullable String newPassword) {

    /** Without the passwords. */
    @Override
    public String toString() {
      return "Request[]";
    }
  }

  /** Ends every sign-in of theirs, this one, too. */
  @PutMapping("/v1/operators/me/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void change(VerifiedToken caller, @RequestBody Request request, HttpServletRequest http) {
    String name = caller.subject();
    String wrong = PasswordPolicy.wrong(request.newPassword(), name);
    if (wrong == null && String.valueOf(request.newPassword()).equals(request.currentPassword())) {
      wrong = "must be another one.";
    }
    if (wrong != null) {
      String detail = "/newPassword " + wrong;
      throw new ProblemException(ProblemCode.REQUEST_INVALID, detail)
          .withErrors(List.of(ItemError.permanent(0, ProblemCode.REQUEST_INVALID, detail)));
    }
    // A device has a token, too, but no password.
    Operator operator =
        operators
            .find(name)
            .orElseThrow(() ->
                new ProblemException(
                    ProblemCode.OPERATOR_NOT_FOUND, "The token is not an operator's."));
    if (!attempts.begin(name, http.getRemoteAddr())) {
      refusals.note(name, "operator.password", "", "too-many-attempts");
      throw new ProblemException(
              ProblemCode.RATE_LIMITED, "There were too many attempts with a wrong password.")
          .withRetryAfter(settings.firstWait());
    }
    String current = request.currentPassword() == null ? "" : request.currentPassword();
    if (!passwords.matches(current, operator.passwordHash())) {
      refusals.note(name, "operator.password", "", "wrong-credentials");
      throw new ProblemException(
          ProblemCode.PASSWORD_WRONG, "/currentPassword is not the operator's password.");
    }
    changes.change(name, name, new OperatorRequest.Change(request.newPassword(), null, null, null));
    attempts.succeeded(name, http.getRemoteAddr());
  }
}
