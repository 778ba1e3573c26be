package io.sensorplatform.auth.store;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Waits at the start for a database that may be starting, too, then migrates it. Flyway's own
 * retries would go on after SIGTERM, because Spring closes no context that is still starting; this
 * wait ends when the process is told to stop.
 */
@Component
final class StoreWait implements FlywayMigrationStrategy {

  private static final Logger log = LoggerFactory.getLogger(StoreWait.class);

  /** After this long whoever started us should see that we cannot, and may start us again. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration REPORT = Duration.ofSeconds(15);

  private final JdbcConnectionDetails store;
  private final Clock clock;

  StoreWait(JdbcConnectionDetails store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void migrate(Flyway flyway) {
    var stop = new Thread(Thread.currentThread()::interrupt, "stop-waiting-for-database");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      await();
      flyway.migrate();
    } catch (InterruptedException e) {
      throw new IllegalStateException("told to stop while waiting for the database", e);
    } finally {
      forget(stop);
    }
  }

  private void await() throws InterruptedException {
    Instant end = clock.instant().plus(PATIENCE);
    Instant report = clock.instant();
    while (true) {
      // Not through the pool, which would let us wait longer and longer.
      try {
        DriverManager.getConnection(store.getJdbcUrl(), store.getUsername(), store.getPassword())
            .close();
        return;
      } catch (SQLException e) {
        Instant now = clock.instant();
        if (!now.isBefore(end)) {
          throw new IllegalStateException("the database did not answer in " + PATIENCE, e);
        }
        if (!now.isBefore(report)) {
          log.info("Waiting for the database: {}", e.getMessage());
          report = now.plus(REPORT);
        }
      }
      Thread.sleep(PAUSE);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown has begun, so the hook has run.
    }
  }
}
