package io.sensorplatform.sensor.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the tables that stream-service's writer fills, each call in one read-only transaction. */
class ReadingStore {

  private static final String SERIES =
      "SELECT series_key FROM readings.series WHERE tenant = ? AND sensor_id = ?";
  private static final String RANGE =
      """
      SELECT observed_at, value, unit, flags, received_at FROM readings.reading
      WHERE series_key = ? AND observed_at >= ? AND observed_at < ?
      ORDER BY observed_at\
      """;
  private static final String OLDEST_FIRST = RANGE + " ASC LIMIT ?";
  private static final String NEWEST_FIRST = RANGE + " DESC LIMIT ?";

  private final JdbcClient jdbc;
  private final PlatformTransactionManager transactions;
  private final StoreFailures failures;
  private final @Nullable Replica replica;

  /**
   * @param replica that may be asked; null: there is none
   */
  ReadingStore(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      StoreFailures failures,
      @Nullable Replica replica) {
    this.failures = failures;
    this.replica = replica;
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /**
   * The readings of a page, and one more if there is another page; empty if none of this sensor was
   * ever stored.
   *
   * @param atMost after which PostgreSQL gives up, in whole seconds
   */
  Optional<List<StoredReading>> page(
      String tenant, String sensorId, PageRequest page, Duration atMost) {
    return read(
        atMost,
        () ->
            seriesKey(tenant, sensorId)
                .map(series ->
                    jdbc.sql(page.order() == Order.ASC ? OLDEST_FIRST : NEWEST_FIRST)
                        .params(
                            series,
                            timestamp(page.first()),
                            timestamp(page.last()),
                            page.limit() + 1)
                        .query(ReadingStore::row)
                        .list()));
  }

  private Optional<Integer> seriesKey(String tenant, String sensorId) {
    return jdbc.sql(SERIES).params(tenant, sensorId).query(Integer.class).optional();
  }

  private <T> T read(Duration atMost, Supplier<T> work) {
    var readOnly = new TransactionTemplate(transactions);
    readOnly.setReadOnly(true);
    readOnly.setTimeout((int) Math.max(1, atMost.plusMillis(999).toSeconds()));
    if (replica != null && replica.isUsed()) {
      try {
        return served(readOnly, work);
      } catch (RuntimeException e) {
        if (!StoreFailures.isCutOff(e)) {
          throw failures.asProblem(e);
        }
        replica.failed(e);
      }
    }
    try {
      return served(readOnly, work);
    } catch (RuntimeException e) {
      throw failures.asProblem(e);
    }
  }

  private <T> T served(TransactionTemplate transaction, Supplier<T> work) {
    T found = transaction.execute(_ -> work.get());
    failures.served();
    return found;
  }

  private static StoredReading row(ResultSet row, int number) throws SQLException {
    return new StoredReading(
        micros(row.getObject(1, OffsetDateTime.class)),
        row.getDouble(2),
        row.getString(3),
        row.getInt(4),
        micros(row.getObject(5, OffsetDateTime.class)));
  }

  private static OffsetDateTime timestamp(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000)
        .atOffset(ZoneOffset.UTC);
  }

  private static long micros(OffsetDateTime timestamp) {
    return timestamp.toEpochSecond() * 1_000_000 + timestamp.getNano() / 1_000;
  }
}
