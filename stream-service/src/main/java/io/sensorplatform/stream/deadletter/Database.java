package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL in transactions; one that cannot serve now is told as such. */
public final class Database {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final JdbcClient jdbc;
  private final TransactionTemplate reading;
  private final TransactionTemplate writing;

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
    try {
      return transaction.execute(_ -> work.apply(jdbc));
    } catch (DataAccessException | TransactionException e) {
      if (!isPassing(e)) {
        throw e;
      }
      throw new ProblemException(
              ProblemCode.STORE_UNAVAILABLE, "The dead letters cannot be reached right now.")
          .withRetryAfter(RETRY_AFTER);
    }
  }

  private static boolean isPassing(RuntimeException failure) {
    return failure instanceof TransactionException
        || failure instanceof TransientDataAccessException
        || failure instanceof NonTransientDataAccessResourceException
        || isPassing(sqlState(failure));
  }

  /** SQLSTATEs of PostgreSQL's documentation, appendix A. */
  private static boolean isPassing(@Nullable String state) {
    return switch (state) {
      case null -> false;
      // Tables that are not there yet: the writer has not made them.
      case "42P01", "42703", "3F000" -> true;
      default ->
          switch (state.substring(0, 2)) {
            // Connection; transaction aborted; login refused; no such database; rolled back;
            // out of resources; locked; cancelled or shutting down; disk.
            case "08", "25", "28", "3D", "40", "53", "55", "57", "58" -> true;
            default -> false;
          };
    };
  }

  private static @Nullable String sqlState(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException found && found.getSQLState() != null) {
        return found.getSQLState();
      }
    }
    return null;
  }
}
