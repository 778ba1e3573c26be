package io.sensorplatform.auth.operator;

import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.revocation.Revocations;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.sql.Timestamp;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes operators: the change, its audit and what it revokes, all or nothing. */
@Component
class OperatorChanges {

  private static final Logger log = LoggerFactory.getLogger(OperatorChanges.class);

  private final JdbcClient jdbc;
  private final OperatorList operators;
  private final PasswordEncoder passwords;
  private final AuditLog audit;
  private final Revocations revocations;
  private final Clock clock;
  private final TransactionTemplate transaction;

  OperatorChanges(
      JdbcClient jdbc,
      OperatorList operators,
      PasswordEncoder passwords,
      AuditLog audit,
      Revocations revocations,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.operators = operators;
    this.passwords = passwords;
    this.audit = audit;
    this.revocations = revocations;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  OperatorList.Listed create(String caller, String tenant, OperatorRequest.New wanted) {
    // Takes a tenth of a second: not while others wait.
    String hash = passwords.encode(wanted.password());
    return transaction.execute(status -> {
      int created =
          jdbc.sql(
                  """
                  insert into operator
                    (username, password_hash, tenant, scopes, platform_admin, created_at)
                  values (?, ?, ?, ?, ?, ?) on conflict (username) do nothing
                  """)
              .params(
                  wanted.username(),
                  hash,
                  tenant,
                  wanted.role().scopes().toArray(String[]::new),
                  wanted.platformAdmin(),
                  Timestamp.from(clock.instant()))
              .update();
      if (created == 0) {
        throw new ProblemException(
            ProblemCode.OPERATOR_EXISTS, "There is an operator of this name.");
      }
      OperatorList.Listed made = operators.lock(wanted.username()).orElseThrow();
      note(caller, "operator.create", made, described(made));
      return made;
    });
  }

  OperatorList.Listed change(String caller, String username, OperatorRequest.Change change) {
    String hash = change.password() == null ? null : passwords.encode(change.password());
    return transaction.execute(status -> {
      int administrators = operators.lockAdministrators();
      OperatorList.Listed before = operators.lock(username).orElseThrow(OperatorChanges::notFound);
      update(username, change, hash);
      OperatorList.Listed after = operators.lock(username).orElseThrow(OperatorChanges::notFound);
      if (before.isAdministrator() && !after.isAdministrator() && administrators == 1) {
        throw new ProblemException(
            ProblemCode.LAST_ADMINISTRATOR, "Nobody else administers the whole platform.");
      }
      if (hash != null || !before.equals(after)) {
        endSessions(username);
        note(
            caller,
            after.disabled() && !before.disabled() ? "operator.disable" : "operator.update",
            after,
            described(after) + (hash == null ? "" : "; new password"));
      }
      return after;
    });
  }

  private void note(String caller, String what, OperatorList.Listed operator, String detail) {
    audit.write(Act.done(caller, what, operator.username(), operator.tenant(), detail));
    log.info("{} of {} by {}: {}", what, operator.username(), caller, detail);
  }

  private void update(String username, OperatorRequest.Change change, @Nullable String hash) {
    Role role = change.role();
    jdbc.sql(
            """
            update operator set
              password_hash = coalesce(:hash, password_hash),
              scopes = coalesce(:scopes::text[], scopes),
              platform_admin = coalesce(:platformAdmin::boolean, platform_admin),
              disabled_at = case
                when :disabled::boolean is null then disabled_at
                when :disabled then coalesce(disabled_at, :now) end
            where username = :username
            """)
        .param("hash", hash)
        .param("scopes", role == null ? null : role.scopes().toArray(String[]::new))
        .param("platformAdmin", change.platformAdmin())
        .param("disabled", change.disabled())
        .param("now", Timestamp.from(clock.instant()))
        .param("username", username)
        .update();
  }

  private void endSessions(String username) {
    jdbc.sql("delete from refresh_token where username = ?").param(username).update();
    jdbc.sql("delete from authorization_code where username = ?").param(username).update();
    long version =
        jdbc.sql("update operator set version = version + 1 where username = ? returning version")
            .param(username)
            .query(Long.class)
            .single();
    revocations.ofOperator(username, version);
  }

  private static String described(OperatorList.Listed operator) {
    return "role: %s; platform administrator: %s; disabled: %s"
        .formatted(operator.role(), operator.platformAdmin(), operator.disabled());
  }

  private static ProblemException notFound() {
    return new ProblemException(
        ProblemCode.OPERATOR_NOT_FOUND, "There is no operator of this name.");
  }
}
