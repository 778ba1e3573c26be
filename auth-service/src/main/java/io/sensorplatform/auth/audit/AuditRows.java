package io.sensorplatform.auth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds rows of the audit log. */
@Component
class AuditRows {

  private final JdbcClient jdbc;

  AuditRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Which rows are asked for; null: any.
   *
   * @param what an act, or the start of several that ends with a dot
   * @param object the start of one
   */
  record Filter(
      @Nullable String tenant,
      @Nullable String who,
      @Nullable String what,
      @Nullable String object,
      @Nullable String result,
      @Nullable Instant from,
      @Nullable Instant to) {}

  /** Rows before {@code before}, the newest first. */
  List<AuditApi.Item> list(Filter filter, long before, int limit) {
    return jdbc.sql(
            "select "
                + AuditRow.COLUMNS
                + """
                , hash from audit
                where seq < :before
                  and (:tenant::text is null or tenant = :tenant)
                  and (:who::text is null or who = :who)
                  and (:what::text is null or what = :what
                    or (:what like '%.' and starts_with(what, :what)))
                  and (:object::text is null or starts_with(object, :object))
                  and (:result::text is null or result = :result)
                  and (:from::timestamptz is null or at >= :from)
                  and (:to::timestamptz is null or at < :to)
                order by seq desc limit :limit
                """)
        .param("before", before)
        .param("tenant", filter.tenant())
        .param("who", filter.who())
        .param("what", filter.what())
        .param("object", filter.object())
        .param("result", filter.result())
        .param("from", timestamp(filter.from()))
        .param("to", timestamp(filter.to()))
        .param("limit", limit)
        .query((row, number) -> item(row))
        .list();
  }

  private static AuditApi.Item item(ResultSet row) throws SQLException {
    AuditRow kept = AuditRow.of(row);
    Act act = kept.act();
    return new AuditApi.Item(
        kept.seq(),
        kept.at(),
        act.who(),
        kept.address(),
        act.what(),
        act.object(),
        act.tenant(),
        kept.result(),
        act.detail(),
        act.count(),
        kept.traceId(),
        HexFormat.of().formatHex(row.getBytes("hash")));
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }
}
