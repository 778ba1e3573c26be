package io.sensorplatform.sensor.query;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells a database that cannot serve now from a fault of ours. */
final class StoreFailure {

  private static final Logger log = LoggerFactory.getLogger(StoreFailure.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private StoreFailure() {}

  /** STORE_UNAVAILABLE if asking again later can help; else the failure itself. */
  static RuntimeException asProblem(RuntimeException failure) {
    if (!(failure instanceof DataAccessException || failure instanceof TransactionException)) {
      return failure;
    }
    SQLException cause = sqlException(failure);
    String state = cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    if (!isPassing(state)) {
      return failure;
    }
    log.warn(
        "PostgreSQL does not serve (SQLSTATE {}): {}",
        state.isEmpty() ? "none" : state,
        cause == null ? failure.getClass().getSimpleName() : cause.getMessage());
    return new ProblemException(
            ProblemCode.STORE_UNAVAILABLE, "The stored readings cannot be read.")
        .withRetryAfter(RETRY_AFTER);
  }

  /** SQLSTATEs (PostgreSQL documentation, appendix A); none: no connection could be had. */
  private static boolean isPassing(String state) {
    return switch (state) {
      // Tables, schema or rights that are not there yet: stream-service has not set them up.
      case "", "42P01", "3F000", "42501" -> true;
      default ->
          state.startsWith("08") // connection
              || state.startsWith("25") // transaction aborted or read-only
              || state.startsWith("28") // login refused
              || state.startsWith("3D") // no such database
              || state.startsWith("40") // rolled back: deadlock, serialization
              || state.startsWith("53") // out of resources
              || state.startsWith("55") // locked
              || state.startsWith("57") // cancelled, shutting down
              || state.startsWith("58"); // disk
    };
  }

  private static @Nullable SQLException sqlException(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException found && found.getSQLState() != null) {
        return found;
      }
    }
    return null;
  }
}
