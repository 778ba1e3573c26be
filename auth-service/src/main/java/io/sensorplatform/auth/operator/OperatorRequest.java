package io.sensorplatform.auth.operator;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.Tenant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator to be created, or what is to change of one (then null: nothing of this member), as it
 * was sent.
 */
record OperatorRequest(
    @Nullable String username,
    @Nullable String password,
    @Nullable String tenant,
    @Nullable String role,
    @Nullable Boolean platformAdmin,
    @Nullable Boolean disabled) {

  record New(
      String username,
      String password,
      @Nullable String tenant,
      Role role,
      boolean platformAdmin) {}

  record Change(
      @Nullable String password,
      @Nullable Role role,
      @Nullable Boolean platformAdmin,
      @Nullable Boolean disabled) {}

  /**
   * @throws ProblemException {@link ProblemCode#REQUEST_INVALID} with everything that is wrong
   */
  New checkedNew() {
    List<String> wrong = new ArrayList<>();
    if (username == null || !Operators.isUsername(username)) {
      wrong.add(
          "/username must be 1 to 64 of A-Z a-z 0-9 . _ @ - and start with a letter or digit.");
    }
    String why = PasswordPolicy.wrong(password, username);
    if (why != null) {
      wrong.add("/password " + why);
    }
    if (tenant != null && !Tenant.isValid(tenant)) {
      wrong.add("/tenant must be 1 to 63 of A-Z a-z 0-9 - _ and start with a letter or digit.");
    }
    Role asked = checkRole(wrong);
    if (disabled != null) {
      wrong.add("/disabled can only be changed later.");
    }
    if (username == null || password == null || asked == null || !wrong.isEmpty()) {
      throw invalid(wrong);
    }
    return new New(username, password, tenant, asked, Boolean.TRUE.equals(platformAdmin));
  }

  /**
   * @param name of the operator that is to change
   */
  Change checkedChange(String name) {
    List<String> wrong = new ArrayList<>();
    if (username != null || tenant != null) {
      wrong.add("/username and /tenant cannot be changed.");
    }
    if (password != null) {
      String why = PasswordPolicy.wrong(password, name);
      if (why != null) {
        wrong.add("/password " + why);
      }
    }
    Role asked = role == null ? null : checkRole(wrong);
    if (!wrong.isEmpty()) {
      throw invalid(wrong);
    }
    return new Change(password, asked, platformAdmin, disabled);
  }

  private @Nullable Role checkRole(List<String> wrong) {
    Role known = Role.of(role).orElse(null);
    if (known == null) {
      wrong.add("/role must be viewer, operator or admin.");
    }
    return known;
  }

  private static ProblemException invalid(List<String> wrong) {
    return new ProblemException(
            ProblemCode.REQUEST_INVALID,
            wrong.size() == 1 ? wrong.getFirst() : wrong.size() + " members are wrong.")
        .withErrors(
            wrong.stream()
                .map(detail -> ItemError.permanent(0, ProblemCode.REQUEST_INVALID, detail))
                .toList());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "OperatorRequest[" + username + "]";
  }
}
