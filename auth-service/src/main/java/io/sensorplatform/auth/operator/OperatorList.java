package io.sensorplatform.auth.operator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Operators as administrators look at them. */
@Component
class OperatorList {

  private static final String SELECT =
      """
      select username, tenant, scopes, platform_admin, disabled_at is not null as disabled,
        created_at
      from operator
      """;

  private final JdbcClient jdbc;

  OperatorList(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param role {@code custom} if the scopes are none of the roles'
   */
  record Listed(
      String username,
      String tenant,
      String role,
      boolean platformAdmin,
      boolean disabled,
      Instant createdAt) {

    static Listed of(ResultSet row) throws SQLException {
      return new Listed(
          row.getString("username"),
          row.getString("tenant"),
          Role.of(Set.of((String[]) row.getArray("scopes").getArray()))
              .map(Role::told)
              .orElse("custom"),
          row.getBoolean("platform_admin"),
          row.getBoolean("disabled"),
          row.getTimestamp("created_at").toInstant());
    }

    boolean isAdministrator() {
      return platformAdmin && !disabled;
    }
  }

  List<Listed> all() {
    return jdbc.sql(SELECT + " order by username").query((row, number) -> Listed.of(row)).list();
  }

  /** The operator, whom nobody else changes until the end of the transaction. */
  Optional<Listed> lock(String username) {
    return jdbc.sql(SELECT + " where username = ? for update")
        .param(username)
        .query((row, number) -> Listed.of(row))
        .optional();
  }

  /** How many could let somebody else in; none of them changes until the transaction's end. */
  int lockAdministrators() {
    return jdbc.sql(
            SELECT + " where platform_admin and disabled_at is null order by username for update")
        .query((row, number) -> Listed.of(row))
        .list()
        .size();
  }
}
