package io.sensorplatform.sensor.query;

import com.zaxxer.hikari.HikariDataSource;
import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.log.Runbook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read replica, and whether it may be asked: it answers, follows its primary, and is not too
 * far behind. Looks every few seconds.
 */
final class Replica extends BackgroundJob implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final String SILENT = "it does not answer";
  private static final Duration LOOK = Duration.ofSeconds(5);

  /**
   * Seconds behind; null if it follows nobody. Without changes to replay it is not behind, however
   * old the last one is. The view tells this role no more than that there is a receiver.
   */
  private static final String LAG =
      """
      SELECT CASE
        WHEN NOT pg_is_in_recovery() OR NOT EXISTS (SELECT FROM pg_stat_wal_receiver) THEN NULL
        WHEN pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn() THEN 0
        ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
      END::float8\
      """;

  private final HikariDataSource pool;
  private final Duration maxLag;
  private volatile boolean used;
  private @Nullable String told;

  /**
   * @param pool of connections to it
   * @param maxLag by which it may be behind
   */
  Replica(HikariDataSource pool, Duration maxLag) {
    super(Thread.ofVirtual().name("replica"));
    this.pool = pool;
    this.maxLag = maxLag;
  }

  /** Whether queries are asked of it now. */
  boolean isUsed() {
    return used;
  }

  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  /** It gave no connection, or cut one off: nobody else asks it until it was looked at again. */
  void failed(Exception failure) {
    notUsed(SILENT, failure.toString());
  }

  @Override
  protected void run(Ending ending) throws InterruptedException {
    do {
      look();
    } while (!ending.comesWithin(LOOK));
  }

  @Override
  public void close() {
    pool.close();
  }

  private void look() {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(LAG)) {
      rows.next();
      double seconds = rows.getDouble(1);
      if (rows.wasNull()) {
        notUsed("it follows no primary", "");
      } else if (seconds > maxLag.toMillis() / 1e3) {
        notUsed("it is further behind than " + maxLag, "");
      } else {
        use();
      }
    } catch (SQLException | RuntimeException e) {
      notUsed(SILENT, e.toString());
    }
  }

  private synchronized void use() {
    if (!used) {
      used = true;
      told = null;
      log.info("Queries are asked of the replica");
    }
  }

  /** Tells each reason once. */
  private synchronized void notUsed(String why, String details) {
    used = false;
    if (!why.equals(told)) {
      told = why;
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.POSTGRES_UNAVAILABLE)
          .log("Queries are asked of the primary, not of the replica: {} {}", why, details);
    }
  }
}
