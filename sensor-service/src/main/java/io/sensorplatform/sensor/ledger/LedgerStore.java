package io.sensorplatform.sensor.ledger;

import io.sensorplatform.sensor.publish.AcknowledgedReadings.Count;
import io.sensorplatform.sensor.spool.TenantHour;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables {@code registry.ingest_ledger} and {@code ingest_source}, owned by this service. */
@Component
final class LedgerStore {

  private static final String ADD =
      """
      INSERT INTO registry.ingest_ledger AS l (source, tenant, hour, acknowledged, spooled, waiting)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, tenant, hour) DO UPDATE SET
        acknowledged = l.acknowledged + excluded.acknowledged,
        spooled = l.spooled + excluded.spooled,
        updated_at = now()
      """;
  private static final String WAITING =
      """
      INSERT INTO registry.ingest_ledger AS l (source, tenant, hour, acknowledged, spooled, waiting)
      VALUES (?, ?, ?, 0, 0, ?)
      ON CONFLICT (source, tenant, hour) DO UPDATE SET
        waiting = excluded.waiting, updated_at = now()
      """;
  private static final String NOTHING_WAITS =
      "UPDATE registry.ingest_ledger SET waiting = 0, updated_at = now()"
          + " WHERE source = ? AND waiting <> 0";
  private static final String BATCH =
      """
      INSERT INTO registry.ingest_source AS s (source, batch) VALUES (?, ?)
      ON CONFLICT (source) DO UPDATE SET batch = excluded.batch WHERE s.batch < excluded.batch
      """;
  private static final String LAST_BATCH =
      "SELECT coalesce(max(batch), 0) FROM registry.ingest_source WHERE source = ?";

  /**
   * Counts of a source that are added once, however often they are written.
   *
   * @param number higher than that of the source's batch before
   */
  record Batch(String source, long number, Map<TenantHour, Count> counts) {}

  /** How many readings of a tenant and hour are in a source's spool now. */
  record Waiting(String source, TenantHour hour, long readings) {}

  private final DataSource database;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private boolean current;

  LedgerStore(DataSource database, JdbcTemplate jdbc, PlatformTransactionManager transactions) {
    this.database = database;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Brings schema {@code registry} up to date, once. */
  void ensure() {
    if (!current) {
      Flyway.configure()
          .dataSource(database)
          .locations("classpath:db/migration")
          .defaultSchema("registry")
          .createSchemas(false)
          .load()
          .migrate();
      current = true;
    }
  }

  long lastBatch(String source) {
    Long last = jdbc.queryForObject(LAST_BATCH, Long.class, source);
    return last == null ? 0 : last;
  }

  /**
   * Writes all or nothing.
   *
   * @param begun sources of which what an earlier process wrote as waiting no longer holds
   */
  void write(List<Batch> batches, Set<String> begun, List<Waiting> waiting) {
    transaction.executeWithoutResult(_ -> {
      begun.forEach(source -> jdbc.update(NOTHING_WAITS, source));
      batches.forEach(this::add);
      jdbc.batchUpdate(
          WAITING,
          waiting.stream()
              .map(row ->
                  new Object[] {
                    row.source(), row.hour().tenant(), hour(row.hour()), row.readings()
                  })
              .toList());
    });
  }

  private void add(Batch batch) {
    if (jdbc.update(BATCH, batch.source(), batch.number()) == 1) {
      jdbc.batchUpdate(
          ADD,
          batch.counts().entrySet().stream()
              .map(entry ->
                  new Object[] {
                    batch.source(),
                    entry.getKey().tenant(),
                    hour(entry.getKey()),
                    entry.getValue().all(),
                    entry.getValue().spooled(),
                    0
                  })
              .toList());
    }
  }

  private static OffsetDateTime hour(TenantHour hour) {
    return hour.begin().atOffset(ZoneOffset.UTC);
  }
}
