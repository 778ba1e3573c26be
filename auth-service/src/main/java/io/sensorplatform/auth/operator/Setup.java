package io.sensorplatform.auth.operator;

import io.sensorplatform.auth.AuthSecrets;
import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.audit.Refusals;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.secret.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes the first administrator, for who holds the setup secret. It is good once: as soon as there
 * is an operator, there is nothing at this path, whatever the settings say.
 */
@RestController
class Setup {

  static final String PATH = "/setup";

  private static final String ATTEMPTS = "(setup)";

  private final Optional<Secret> secret;
  private final Operators operators;
  private final SignInAttempts attempts;
  private final SignInSettings settings;
  private final AuditLog audit;
  private final Refusals refusals;
  private final TransactionTemplate transaction;

  Setup(
      AuthSecrets secrets,
      Operators operators,
      SignInAttempts attempts,
      SignInSettings settings,
      AuditLog audit,
      Refusals refusals,
      PlatformTransactionManager transactions) {
    this.secret = secrets.setup();
    this.operators = operators;
    this.attempts = attempts;
    this.settings = settings;
    this.audit = audit;
    this.refusals = refusals;
    this.transaction = new TransactionTemplate(transactions);
  }

  record Request(
      @Nullable String setupSecret,
      @Nullable String username,
      @Nullable String password,
      @Nullable String tenant) {

    /** Without the secrets. */
    @Override
    public String toString() {
      return "Request[]";
    }
  }

  record Made(String username, String tenant) {}

  @PostMapping(PATH)
  @ResponseStatus(HttpStatus.CREATED)
  Made create(@RequestBody Request request, HttpServletRequest http) {
    if (secret.isEmpty() || !operators.none()) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "There is nothing to set up.");
    }
    if (!attempts.begin(ATTEMPTS, http.getRemoteAddr())) {
      throw new ProblemException(ProblemCode.RATE_LIMITED, "There were too many attempts.")
          .withRetryAfter(settings.firstWait());
    }
    if (!isRight(request.setupSecret())) {
      refusals.note("", "operator.setup", "", "wrong-credentials");
      throw new ProblemException(ProblemCode.PASSWORD_WRONG, "/setupSecret is wrong.");
    }
    var wanted =
        new OperatorRequest(
                request.username(), request.password(), request.tenant(), "admin", true, null)
            .checkedNew();
    String tenant = wanted.tenant() == null ? "default" : wanted.tenant();
    boolean made =
        transaction.execute(status -> {
          // Of two that are made at once by different names one is the first.
          operators.lockAll();
          boolean first = operators.createFirst(wanted.username(), wanted.password(), tenant);
          if (first) {
            audit.write(
                Act.done(
                    Act.PLATFORM,
                    "operator.create",
                    wanted.username(),
                    tenant,
                    "the first one, with the setup secret"));
          }
          return first;
        });
    if (!made) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "There is nothing to set up.");
    }
    attempts.succeeded(ATTEMPTS, http.getRemoteAddr());
    return new Made(wanted.username(), tenant);
  }

  private boolean isRight(@Nullable String presented) {
    return presented != null
        && secret
            .map(known ->
                MessageDigest.isEqual(
                    known.text().getBytes(StandardCharsets.UTF_8),
                    presented.getBytes(StandardCharsets.UTF_8)))
            .orElse(false);
  }
}
