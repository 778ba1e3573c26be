package io.sensorplatform.stream.trace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What PostgreSQL knows of one reading. */
final class TraceTables {

  record Place(int partition, long offset) {}

  /**
   * @param place null for rows of before it was kept
   */
  record Row(TraceAnswer.Row told, int flags, Instant receivedAt, @Nullable Place place) {}

  record Letter(
      TraceAnswer.Letter told,
      Place place,
      @Nullable String traceparent,
      byte @Nullable [] bytes) {}

  /**
   * @param next by partition: where the writer goes on
   * @param objects whether the archive's objects are known here at all
   * @param waiting whether a spool holds readings of the tenant
   */
  record Facts(
      @Nullable Row row,
      @Nullable Letter letter,
      Map<Integer, Long> next,
      boolean objects,
      TraceAnswer.@Nullable ArchiveObject object,
      boolean waiting) {

    @Nullable Place place() {
      if (row != null) {
        return row.place();
      }
      return letter == null ? null : letter.place();
    }
  }

  private static final String TABLES =
      """
      SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE (n.nspname, c.relname) IN (('registry', 'ingest_ledger'), ('readings', 'dead_letter_change'),
          ('readings', 'archive_object'))
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
      """;

  private static final String ROW =
      """
      SELECT r.value, r.unit, r.flags, r.received_at, r.kafka_partition, r.kafka_offset
      FROM readings.reading r JOIN readings.series s USING (series_key)
      WHERE s.tenant = ? AND s.sensor_id = ? AND r.observed_at = ?
      """;

  private static final String LETTER =
      """
      SELECT id, reason, state, partition, kafka_offset, traceparent, payload
      FROM readings.dead_letter
      WHERE tenant = ? AND sensor_id = ? AND observed_at = ? AND topic = ?
      ORDER BY id DESC LIMIT 1
      """;

  private static final String NEXT =
      """
      SELECT DISTINCT ON (partition) partition, next_offset FROM readings.consumer_position
      WHERE consumer = 'writer' AND topic = ? ORDER BY partition, updated_at DESC
      """;

  private static final String OBJECT =
      """
      SELECT key, start_offset, end_offset FROM readings.archive_object
      WHERE topic = ? AND partition = ? AND start_offset <= ? AND end_offset >= ?
      ORDER BY created_at DESC LIMIT 1
      """;

  private static final String WAITING =
      "SELECT EXISTS (SELECT FROM registry.ingest_ledger WHERE tenant = ? AND waiting > 0)";

  private TraceTables() {}

  static Facts read(JdbcClient jdbc, String topic, ReadingName name) {
    Set<String> tables = new HashSet<>(jdbc.sql(TABLES).query(String.class).list());
    var identity =
        List.of(name.tenant(), name.sensorId(), name.observedAt().atOffset(ZoneOffset.UTC));
    var row =
        jdbc.sql(ROW).params(identity).query((found, _) -> row(found)).optional().orElse(null);
    var letter =
        tables.contains("readings.dead_letter_change")
            ? jdbc.sql(LETTER)
                .params(identity)
                .param(topic)
                .query((found, _) -> letter(found))
                .optional()
                .orElse(null)
            : null;
    boolean objects = tables.contains("readings.archive_object");
    var place = new Facts(row, letter, Map.of(), false, null, false).place();
    return new Facts(
        row,
        letter,
        next(jdbc, topic),
        objects,
        objects && place != null ? object(jdbc, topic, place) : null,
        tables.contains("registry.ingest_ledger")
            && jdbc.sql(WAITING).param(name.tenant()).query(Boolean.class).single());
  }

  static TraceAnswer.@Nullable ArchiveObject object(JdbcClient jdbc, String topic, Place place) {
    return jdbc.sql(OBJECT)
        .params(topic, place.partition(), place.offset(), place.offset())
        .query((found, _) ->
            new TraceAnswer.ArchiveObject(found.getString(1), found.getLong(2), found.getLong(3)))
        .optional()
        .orElse(null);
  }

  private static Map<Integer, Long> next(JdbcClient jdbc, String topic) {
    var next = new HashMap<Integer, Long>();
    jdbc.sql(NEXT)
        .param(topic)
        .query(found -> {
          next.put(found.getInt(1), found.getLong(2));
        });
    return next;
  }

  private static Row row(ResultSet found) throws SQLException {
    int flags = found.getInt(3);
    Integer partition = found.getObject(5, Integer.class);
    return new Row(
        new TraceAnswer.Row(
            found.getDouble(1),
            found.getString(2),
            (flags & io.sensorplatform.reading.Reading.OUT_OF_RANGE) != 0),
        flags,
        found.getObject(4, OffsetDateTime.class).toInstant(),
        partition == null ? null : new Place(partition, found.getLong(6)));
  }

  private static Letter letter(ResultSet found) throws SQLException {
    return new Letter(
        new TraceAnswer.Letter(found.getLong(1), found.getString(2), found.getString(3)),
        new Place(found.getInt(4), found.getLong(5)),
        found.getString(6),
        found.getBytes(7));
  }
}
