package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.stream.query.StoreQueries;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * PostgreSQL in transactions; one that cannot serve now is told as such. A few at once, so that the
 * writer always finds a connection.
 */
public final class Database {

  private static final int AT_ONCE = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final JdbcClient jdbc;
  private final TransactionTemplate reading;
  private final TransactionTemplate writing;
  private final Semaphore free = new Semaphore(AT_ONCE, true);

  Database(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    reading = new TransactionTemplate(transactions);
    reading.setReadOnly(true);
    writing = new TransactionTemplate(transactions);
  }

  public <T extends @Nullable Object> T read(Function<JdbcClient, T> work) {
    return in(reading, work);
  }

  public <T extends @Nullable Object> T write(Function<JdbcClient, T> work) {
    return in(writing, work);
  }

  // What the callback returns is what the template returns.
  @SuppressWarnings("NullAway")
  private <T extends @Nullable Object> T in(
      TransactionTemplate transaction, Function<JdbcClient, T> work) {
    if (!hasRoom()) {
      throw unavailable();
    }
    try {
      return transaction.execute(_ -> work.apply(jdbc));
    } catch (DataAccessException | TransactionException e) {
      throw isPassing(e) ? unavailable() : e;
    } finally {
      free.release();
    }
  }

  private boolean hasRoom() {
    try {
      return free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ProblemException unavailable() {
    return new ProblemException(
            ProblemCode.STORE_UNAVAILABLE, "The dead letters cannot be reached right now.")
        .withRetryAfter(RETRY_AFTER);
  }

  private static boolean isPassing(RuntimeException failure) {
    return failure instanceof TransactionException
        || failure instanceof TransientDataAccessException
        || failure instanceof NonTransientDataAccessResourceException
        || StoreQueries.isPassing(failure);
  }
}
