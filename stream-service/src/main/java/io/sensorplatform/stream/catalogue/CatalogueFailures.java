package io.sensorplatform.stream.catalogue;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells a database that is away, or whose tables are not made yet, from a fault of ours. */
final class CatalogueFailures {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** SQLSTATE classes of PostgreSQL's documentation, appendix A, that pass by themselves. */
  private static final Set<String> PASSING =
      Set.of("08", "25", "28", "3D", "3F", "40", "53", "55", "57", "58");

  private CatalogueFailures() {}

  static <T> T told(Supplier<T> read) {
    try {
      return read.get();
    } catch (DataAccessException | TransactionException e) {
      if (!isPassing(sqlState(e))) {
        throw e;
      }
      throw new ProblemException(
              ProblemCode.STORE_UNAVAILABLE, "The archive's catalogue cannot be read right now.")
          .withRetryAfter(RETRY_AFTER);
    }
  }

  /**
   * @param state null if there was no connection at all
   */
  private static boolean isPassing(@Nullable String state) {
    return state == null
        // The writer has not made the tables yet.
        || state.equals("42P01")
        || state.equals("42501")
        || PASSING.contains(state.substring(0, 2));
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
