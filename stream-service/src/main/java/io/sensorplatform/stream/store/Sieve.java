package io.sensorplatform.stream.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/**
 * Which rows a CHECK constraint of the table forbids, all at once: PostgreSQL names the constraint
 * of the first such row, and then evaluates that very constraint for every row, in a temporary
 * table. See docs/decisions/0016.
 */
final class Sieve {

  private static final String EXPRESSION =
      """
      SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint
      WHERE conrelid = 'readings.reading'::regclass AND contype = 'c' AND conname = ?
      """;

  /** As a constraint is broken by false, and not by null. */
  private static final String FORBIDDEN =
      """
      SELECT series_key, (extract(epoch FROM observed_at) * 1000000)::bigint
      FROM pg_temp.incoming WHERE (%s) IS FALSE
      """;

  private final CopyBuffer buffer;

  Sieve(CopyBuffer buffer) {
    this.buffer = buffer;
  }

  /**
   * In the caller's transaction, which may have to be rolled back to a savepoint if this fails.
   *
   * @param rows in the order of their keys
   * @param cause why one of them was refused
   * @return some of those that the same constraint forbids; none if that cannot be told
   */
  List<RowWriter.Refused> refused(
      Connection connection, CopyManager manager, List<Row> rows, SQLException cause)
      throws SQLException {
    var constraint = constraint(cause);
    var expression = constraint == null ? null : expression(connection, constraint);
    if (expression == null) {
      return List.of();
    }
    var refused = new ArrayList<RowWriter.Refused>();
    try (var statement = connection.createStatement()) {
      statement.execute(RowWriter.MAKE_INCOMING);
      statement.execute("TRUNCATE " + RowWriter.INCOMING);
      buffer.copy(manager, RowWriter.INCOMING, rows);
      try (var found = statement.executeQuery(FORBIDDEN.formatted(expression))) {
        while (found.next()) {
          refused.add(
              new RowWriter.Refused(
                  Row.find(rows, found.getInt(1), found.getLong(2)),
                  new SQLException(
                      "violates check constraint \"" + constraint + '"', cause.getSQLState())));
        }
      }
    }
    return refused;
  }

  private static @Nullable String constraint(SQLException cause) {
    var told = cause instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    return told != null && Sqlstate.CHECK_VIOLATION.equals(cause.getSQLState())
        ? told.getConstraint()
        : null;
  }

  /** Null if it is not the whole table's but a partition's own: it may not hold for all rows. */
  private static @Nullable String expression(Connection connection, String constraint)
      throws SQLException {
    try (var statement = connection.prepareStatement(EXPRESSION)) {
      statement.setString(1, constraint);
      try (var found = statement.executeQuery()) {
        return found.next() ? found.getString(1) : null;
      }
    }
  }
}
