package io.sensorplatform.stream.ledger;

import io.sensorplatform.stream.log.Account;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What PostgreSQL knows of the ledger, in one snapshot. */
final class LedgerTables {

  /** A partition of one life of a topic. */
  record Place(UUID topicId, int partition) {}

  record Position(String topic, long first, long next, long lost, long empty, long reused) {}

  /** Fates of records. */
  record Fates(long stored, long replaced, long deadLettered) {

    static final Fates NONE = new Fates(0, 0, 0);

    long all() {
      return stored + replaced + deadLettered;
    }

    Fates plus(Fates other) {
      return new Fates(
          stored + other.stored, replaced + other.replaced, deadLettered + other.deadLettered);
    }
  }

  /** What the sensor-services tell of themselves. */
  record Ingest(long acknowledged, long spooled, long waiting) {

    static final Ingest NONE = new Ingest(0, 0, 0);
  }

  /** What became of dead letters later. */
  record Letters(long replayed, long discarded) {

    static final Letters NONE = new Letters(0, 0);
  }

  /**
   * @param ingestHours null if the sensor-services do not tell; so with the other nullable ones
   * @param ingest over all hours
   */
  record Snapshot(
      Map<Place, Position> positions,
      Map<Place, Fates> partitions,
      Map<Account, Fates> hours,
      @Nullable Map<Account, Ingest> ingestHours,
      @Nullable Ingest ingest,
      @Nullable Map<Place, Letters> letters,
      @Nullable Map<Place, Long> archived,
      @Nullable Map<Account, Long> archivedHours) {}

  private static final String TABLES =
      """
      SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE (n.nspname, c.relname) IN (('registry', 'ingest_ledger'), ('readings', 'dead_letter_change'),
          ('readings', 'archive_object'), ('readings', 'archive_count'))
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
      """;

  private static final String POSITIONS =
      """
      SELECT topic_id, partition, topic, first_offset, next_offset, lost, empty, reused
      FROM readings.consumer_position WHERE consumer = 'writer'
      """;

  private static final String BY_PARTITION =
      """
      SELECT topic_id, partition, sum(stored)::bigint, sum(replaced)::bigint, sum(dead_lettered)::bigint
      FROM readings.ledger WHERE :tenant::text IS NULL OR tenant = :tenant
      GROUP BY topic_id, partition
      """;

  private static final String IN_RANGE =
      " WHERE (:tenant::text IS NULL OR tenant = :tenant) AND hour >= :from AND hour < :to"
          + " GROUP BY tenant, hour";

  private static final String BY_HOUR =
      "SELECT tenant, hour, sum(stored)::bigint, sum(replaced)::bigint, sum(dead_lettered)::bigint"
          + " FROM readings.ledger"
          + IN_RANGE;

  private static final String INGEST_BY_HOUR =
      "SELECT tenant, hour, sum(acknowledged)::bigint, sum(spooled)::bigint, sum(waiting)::bigint"
          + " FROM registry.ingest_ledger"
          + IN_RANGE;

  private static final String INGEST =
      """
      SELECT coalesce(sum(acknowledged), 0)::bigint, coalesce(sum(spooled), 0)::bigint,
        coalesce(sum(waiting), 0)::bigint
      FROM registry.ingest_ledger WHERE :tenant::text IS NULL OR tenant = :tenant
      """;

  private static final String LETTERS =
      """
      SELECT topic_id, partition, count(*) FILTER (WHERE state = 'replayed'),
        count(*) FILTER (WHERE state = 'discarded')
      FROM readings.dead_letter
      WHERE consumer = 'writer' AND (:tenant::text IS NULL OR tenant = :tenant)
      GROUP BY topic_id, partition
      """;

  private static final String ARCHIVED =
      """
      SELECT topic_id, partition, sum(records)::bigint FROM readings.archive_object
      GROUP BY topic_id, partition
      """;

  private static final String ARCHIVED_OF_TENANT =
      """
      SELECT topic_id, partition, sum(archived)::bigint FROM readings.archive_count
      WHERE tenant = :tenant GROUP BY topic_id, partition
      """;

  private static final String ARCHIVED_BY_HOUR =
      "SELECT tenant, hour, sum(archived)::bigint FROM readings.archive_count" + IN_RANGE;

  private final JdbcClient jdbc;
  private final LedgerRequest request;

  private LedgerTables(JdbcClient jdbc, LedgerRequest request) {
    this.jdbc = jdbc;
    this.request = request;
  }

  static Snapshot read(JdbcClient jdbc, LedgerRequest request) {
    return new LedgerTables(jdbc, request).snapshot();
  }

  private Snapshot snapshot() {
    Set<String> tables = new HashSet<>(jdbc.sql(TABLES).query(String.class).list());
    boolean ingest = tables.contains("registry.ingest_ledger");
    boolean archive =
        tables.containsAll(List.of("readings.archive_object", "readings.archive_count"));
    return new Snapshot(
        byPlace(
            POSITIONS,
            row ->
                new Position(
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8))),
        byPlace(BY_PARTITION, row -> fates(row, 3)),
        byAccount(BY_HOUR, row -> fates(row, 3)),
        ingest ? byAccount(INGEST_BY_HOUR, row -> ingest(row, 3)) : null,
        ingest ? query(INGEST, row -> ingest(row, 1)).getFirst() : null,
        tables.contains("readings.dead_letter_change")
            ? byPlace(LETTERS, row -> new Letters(row.getLong(3), row.getLong(4)))
            : null,
        archive
            ? byPlace(
                request.tenant() == null ? ARCHIVED : ARCHIVED_OF_TENANT, row -> row.getLong(3))
            : null,
        archive ? byAccount(ARCHIVED_BY_HOUR, row -> row.getLong(3)) : null);
  }

  private static Fates fates(ResultSet row, int at) throws SQLException {
    return new Fates(row.getLong(at), row.getLong(at + 1), row.getLong(at + 2));
  }

  private static Ingest ingest(ResultSet row, int at) throws SQLException {
    return new Ingest(row.getLong(at), row.getLong(at + 1), row.getLong(at + 2));
  }

  private interface Columns<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> Map<Place, T> byPlace(String sql, Columns<T> columns) {
    var found = new HashMap<Place, T>();
    query(
        sql,
        row -> found.put(new Place(row.getObject(1, UUID.class), row.getInt(2)), columns.of(row)));
    return found;
  }

  private <T> Map<Account, T> byAccount(String sql, Columns<T> columns) {
    var found = new HashMap<Account, T>();
    query(
        sql,
        row ->
            found.put(
                new Account(
                    row.getString(1), row.getObject(2, OffsetDateTime.class).toEpochSecond()),
                columns.of(row)));
    return found;
  }

  private <T> List<T> query(String sql, Columns<T> columns) {
    var found = new ArrayList<T>();
    jdbc.sql(sql)
        .param("tenant", request.tenant())
        .param("from", request.from().atOffset(ZoneOffset.UTC))
        .param("to", request.to().atOffset(ZoneOffset.UTC))
        .query(row -> {
          found.add(columns.of(row));
        });
    return found;
  }
}
