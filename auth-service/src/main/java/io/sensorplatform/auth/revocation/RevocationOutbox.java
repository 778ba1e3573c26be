package io.sensorplatform.auth.revocation;

import io.sensorplatform.defaults.revocation.Revocation;
import io.sensorplatform.defaults.revocation.Revocation.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The revocations of the database, from the act on until they are over and buried. */
@Component
class RevocationOutbox {

  /** Any number, the same in every instance: of the lock that whoever publishes holds. */
  private static final long LOCK = 0x7265766f6b65L;

  private static final String COLUMNS = "seq, kind, id, revoked_at, until, below";

  private final JdbcClient jdbc;

  RevocationOutbox(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  record Row(long seq, Revocation revocation) {

    static Row of(ResultSet row) throws SQLException {
      long below = row.getLong("below");
      @Nullable Long some = row.wasNull() ? null : below;
      return new Row(
          row.getLong("seq"),
          new Revocation(
              Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT).replace('-', '_')),
              row.getString("id"),
              row.getTimestamp("revoked_at").toInstant(),
              row.getTimestamp("until").toInstant(),
              some));
    }
  }

  void add(Revocation revocation) {
    jdbc.sql(
            """
            insert into revocation (kind, id, revoked_at, until, below)
            values (:kind, :id, :revokedAt, :until, :below)
            """)
        .param("kind", revocation.kind().tag())
        .param("id", revocation.id())
        .param("revokedAt", Timestamp.from(revocation.revokedAt()))
        .param("until", Timestamp.from(revocation.until()))
        .param("below", revocation.below())
        .update();
  }

  boolean holds(Kind kind, String id) {
    return jdbc.sql("select exists (select from revocation where kind = ? and id = ?)")
        .params(kind.tag(), id)
        .query(Boolean.class)
        .single();
  }

  /** Until the end of the transaction nobody else publishes; false if somebody does. */
  boolean lock() {
    return jdbc.sql("select pg_try_advisory_xact_lock(?)")
        .param(LOCK)
        .query(Boolean.class)
        .single();
  }

  Optional<Instant> oldestUnpublished() {
    return jdbc.sql("select min(revoked_at) from revocation where published_at is null")
        .query((row, number) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
        .single();
  }

  /** In the order of the acts. */
  List<Row> unpublished(int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from revocation where published_at is null order by seq limit ?")
        .param(limit)
        .query((row, number) -> Row.of(row))
        .list();
  }

  void published(List<Row> rows, Instant now) {
    jdbc.sql("update revocation set published_at = ? where seq = any (?)")
        .params(Timestamp.from(now), seqs(rows))
        .update();
  }

  /** Everything that is not over is to be published again. */
  void publishAgain(Instant now) {
    jdbc.sql("update revocation set published_at = null where until > ? and published_at <= ?")
        .params(Timestamp.from(now), Timestamp.from(now))
        .update();
  }

  /** What is over by this time and has no later one of the same thing. */
  List<Row> over(Instant time, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                 from revocation r where until <= ? and published_at is not null
                  and not exists (
                    select from revocation l where l.kind = r.kind and l.id = r.id and l.seq > r.seq)
                order by seq limit ?
                """)
        .params(Timestamp.from(time), limit)
        .query((row, number) -> Row.of(row))
        .list();
  }

  void delete(List<Row> rows) {
    jdbc.sql("delete from revocation where seq = any (?)").param(seqs(rows)).update();
  }

  /** Those that are over and that a later one of the same thing has taken the place of. */
  void deleteReplaced(Instant time) {
    jdbc.sql(
            """
            delete from revocation r where until <= ? and published_at is not null
              and exists (
                select from revocation l where l.kind = r.kind and l.id = r.id and l.seq > r.seq)
            """)
        .param(Timestamp.from(time))
        .update();
  }

  private static Long[] seqs(List<Row> rows) {
    return rows.stream().map(Row::seq).toArray(Long[]::new);
  }
}
