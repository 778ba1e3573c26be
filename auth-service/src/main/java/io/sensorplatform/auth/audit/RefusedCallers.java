package io.sensorplatform.auth.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds out whose devices and operators were refused; who is none of them has no name here. */
@Component
class RefusedCallers {

  static final String UNKNOWN = "(unknown)";

  private final JdbcClient jdbc;

  RefusedCallers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<AuditLog.From> known(List<AuditLog.From> refused) {
    Map<String, Optional<String>> tenants = new HashMap<>();
    return refused.stream()
        .map(from -> {
          Optional<String> tenant = tenants.computeIfAbsent(from.act().who(), this::tenant);
          return new AuditLog.From(
              tenant
                  .map(known -> from.act().by(from.act().who(), known))
                  .orElseGet(() -> from.act().by(UNKNOWN, null)),
              from.origin());
        })
        .toList();
  }

  private Optional<String> tenant(String who) {
    return jdbc.sql(
            """
            select tenant from device where client_id = :who
            union all select tenant from operator where username = :who limit 1
            """)
        .param("who", who)
        .query(String.class)
        .optional();
  }
}
