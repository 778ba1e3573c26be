package io.sensorplatform.auth.token;

import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.revocation.Revocations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The sign-ins of operators: each is a family of refresh tokens. Who rotates tokens holds the
 * operator's row, who ends sign-ins has it alone: or a token could follow that nobody ended.
 */
@Component
class Sessions {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Revocations revocations;
  private final AuditLog audit;
  private final TransactionTemplate transaction;

  Sessions(
      JdbcClient jdbc,
      Clock clock,
      Revocations revocations,
      AuditLog audit,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.revocations = revocations;
    this.audit = audit;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * @param scopes what was asked for; empty: everything
   * @param refreshedAt when it was last used to get a token
   * @param expiresAt when it ends unless it is used before
   * @param endsAt when it ends at the latest
   */
  record Session(
      String id,
      String username,
      String clientId,
      List<String> scopes,
      Instant signedInAt,
      Instant refreshedAt,
      Instant expiresAt,
      Instant endsAt) {

    static Session of(ResultSet row) throws SQLException {
      return new Session(
          row.getString("family"),
          row.getString("username"),
          row.getString("client_id"),
          List.of((String[]) row.getArray("scopes").getArray()),
          row.getTimestamp("began_at").toInstant(),
          row.getTimestamp("issued_at").toInstant(),
          row.getTimestamp("expires_at").toInstant(),
          row.getTimestamp("ends_at").toInstant());
    }
  }

  private record Owner(String username, String tenant) {}

  /** Those of an operator that can be refreshed, the latest first. */
  List<Session> list(String username) {
    return jdbc.sql(
            """
            select family, username, client_id, scopes, began_at, issued_at, expires_at, ends_at
            from refresh_token where username = ? and used_at is null and expires_at > ?
            order by began_at desc, family
            """)
        .params(username, Timestamp.from(clock.instant()))
        .query((row, number) -> Session.of(row))
        .list();
  }

  Optional<String> username(String id) {
    return owner(id).map(Owner::username);
  }

  /** Keeps the operator's sign-ins from being ended until the end of the transaction. */
  void hold(String username) {
    lock(username, "for key share");
  }

  /** Signs the operator out; false if there is no such sign-in (any more). */
  boolean end(String caller, String id) {
    return transaction.execute(status -> {
      Optional<Owner> owner = owner(id);
      if (owner.isEmpty() || !remove(owner.get().username(), id)) {
        return false;
      }
      audit.write(
          Act.done(
              caller,
              "operator.sign-out",
              id,
              owner.get().tenant(),
              "sign-in of " + owner.get().username()));
      return true;
    });
  }

  /** Ends a sign-in of which a token came twice. */
  void endReplayed(String username, String id) {
    transaction.executeWithoutResult(status -> {
      String tenant = owner(id).map(Owner::tenant).orElse(null);
      if (remove(username, id)) {
        audit.write(
            Act.refused(
                username,
                "operator.refresh",
                id,
                tenant,
                "a refresh token was used twice: its sign-in is ended"));
      }
    });
  }

  private boolean remove(String username, String id) {
    lock(username, "for update");
    int removed = jdbc.sql("delete from refresh_token where family = ?").param(id).update();
    if (removed > 0) {
      revocations.ofSession(id);
    }
    return removed > 0;
  }

  private Optional<Owner> owner(String id) {
    return jdbc.sql(
            """
            select username, tenant from refresh_token join operator using (username)
            where family = ? limit 1
            """)
        .param(id)
        .query((row, number) -> new Owner(row.getString("username"), row.getString("tenant")))
        .optional();
  }

  private void lock(String username, String how) {
    jdbc.sql("select 1 from operator where username = ? " + how)
        .param(username)
        .query(Integer.class)
        .optional();
  }
}
