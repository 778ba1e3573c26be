package io.sensorplatform.sensor.query;

import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Tells a database that cannot serve now from a fault of ours; logs when that begins and ends. */
@Component
final class StoreFailures {

  private static final Logger log = LoggerFactory.getLogger(StoreFailures.class);
  private static final String STATEMENT_TIMEOUT = "57014";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final AtomicBoolean failing = new AtomicBoolean();

  /** Whether the last query could not be served. */
  boolean failing() {
    return failing.get();
  }

  void served() {
    if (failing.get() && failing.compareAndSet(true, false)) {
      log.info("PostgreSQL serves queries again");
    }
  }

  /** STORE_UNAVAILABLE if asking again later can help; else the failure itself. */
  RuntimeException asProblem(RuntimeException failure) {
    if (!isPassing(failure)) {
      return failure;
    }
    if (failing.compareAndSet(false, true)) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.POSTGRES_UNAVAILABLE)
          .log("PostgreSQL does not serve queries: {}", cause.toString());
    }
    return new ProblemException(
            ProblemCode.STORE_UNAVAILABLE, "The stored readings cannot be read right now.")
        .withRetryAfter(RETRY_AFTER);
  }

  /** Whether another server may answer what this one could not: it was not the query's fault. */
  static boolean isCutOff(RuntimeException failure) {
    return isPassing(failure) && !STATEMENT_TIMEOUT.equals(sqlState(failure));
  }

  private static boolean isPassing(RuntimeException failure) {
    if (failure instanceof TransactionException
        || failure instanceof TransientDataAccessException
        || failure instanceof NonTransientDataAccessResourceException) {
      return true;
    }
    return failure instanceof DataAccessException && isPassing(sqlState(failure));
  }

  /** SQLSTATEs of PostgreSQL's documentation, appendix A. */
  private static boolean isPassing(@Nullable String state) {
    return switch (state) {
      case null -> false;
      // Tables, schema or rights that are not there yet: stream-service has not set them up.
      case "42P01", "3F000", "42501" -> true;
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
