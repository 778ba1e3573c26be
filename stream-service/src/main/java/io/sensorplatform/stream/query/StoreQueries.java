package io.sensorplatform.stream.query;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * Each question sees one snapshot of the database, and is given up after its time; so many at once
 * that the writer always finds a connection.
 */
@Component
public final class StoreQueries implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StoreQueries.class);
  private static final int AT_ONCE = 3;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final DataSource database;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public StoreQueries(DataSource database) {
    this.database = database;
  }

  /**
   * @throws ProblemException STORE_UNAVAILABLE if PostgreSQL does not answer in this time
   */
  public <T> T ask(Duration budget, Function<JdbcClient, T> question) {
    long deadline = System.nanoTime() + budget.toNanos();
    // On a thread of its own: a dead server is waited for here no longer than the budget.
    var asked = threads.submit(() -> inSnapshot(deadline, question));
    try {
      return asked.get(budget.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw unavailable("no answer within " + budget);
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    } catch (ExecutionException e) {
      throw asProblem(e.getCause());
    }
  }

  private <T> T inSnapshot(long deadline, Function<JdbcClient, T> question) throws Exception {
    if (!free.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("too many questions at once");
    }
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (var statement = connection.createStatement()) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        statement.execute("SET LOCAL statement_timeout = " + Math.max(millis, 1));
        return question.apply(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
      } finally {
        connection.rollback();
      }
    } finally {
      free.release();
    }
  }

  private static RuntimeException asProblem(@Nullable Throwable failure) {
    if (failure instanceof TimeoutException || isPassing(failure)) {
      return unavailable(String.valueOf(failure));
    }
    return failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
  }

  private static ProblemException unavailable(String why) {
    log.debug("PostgreSQL does not serve a query: {}", why);
    return new ProblemException(
            ProblemCode.STORE_UNAVAILABLE, "The stored readings cannot be read right now.")
        .withRetryAfter(RETRY_AFTER);
  }

  /** By SQLSTATE (PostgreSQL's documentation, appendix A); without one, the connection failed. */
  public static boolean isPassing(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException found) {
        var state = found.getSQLState();
        return state == null
            // Not set up yet by the writer.
            || state.equals("42P01")
            || state.equals("42703")
            || state.equals("3F000")
            || switch (state.substring(0, 2)) {
              case "08", "25", "28", "3D", "40", "53", "55", "57", "58" -> true;
              default -> false;
            };
      }
    }
    return false;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
