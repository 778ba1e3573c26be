package io.sensorplatform.stream.store;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** What an error of PostgreSQL says about its cause (its documentation, appendix A). */
final class Sqlstate {

  static final String UNIQUE_VIOLATION = "23505";
  static final String CHECK_VIOLATION = "23514";

  private Sqlstate() {}

  /**
   * Whether a row's own value is the cause, for good: classes 22 and 23, told by the server. A row
   * whose day has no partition is told as 23514 too, but then the table lacks something, not the
   * row.
   */
  static boolean isOfARow(SQLException e) {
    var state = e.getSQLState();
    if (state == null || !(state.startsWith("22") || state.startsWith("23"))) {
      return false;
    }
    var told = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    return told != null && !(state.equals(CHECK_VIOLATION) && told.getConstraint() == null);
  }

  /**
   * Whether there is no server to talk to, or it serves nobody: no connection (08, or none at all
   * from the pool), login refused (28), too many connections (53300), stopping or starting (57P).
   */
  static boolean isOfTheServer(SQLException e) {
    var state = e.getSQLState();
    return state == null
        || state.startsWith("08")
        || state.startsWith("28")
        || state.startsWith("57P")
        || state.equals("53300");
  }
}
