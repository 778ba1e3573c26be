package io.sensorplatform.stream.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/**
 * Puts rows into the table in the caller's transaction, as fast as they allow: straight COPY; if a
 * key is there already, COPY into a temporary table and an upsert from it; if PostgreSQL refuses a
 * value for good, halves, until the rows that it refuses stand alone.
 */
final class RowWriter {

  record Refused(Row row, SQLException cause) {}

  /**
   * @param inserted rows that are new; the others replaced one
   */
  record Written(long inserted, List<Refused> refused) {}

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String CHECK_VIOLATION = "23514";
  private static final String TABLE = "readings.reading";
  private static final String INCOMING = "pg_temp.incoming";

  private static final String MAKE_INCOMING =
      "CREATE TEMPORARY TABLE IF NOT EXISTS incoming (LIKE readings.reading) ON COMMIT DELETE ROWS";

  private static final String UPSERT =
      """
      WITH stored AS (
        INSERT INTO readings.reading (%1$s)
        SELECT %1$s FROM pg_temp.incoming ORDER BY series_key, observed_at
        ON CONFLICT (series_key, observed_at) DO UPDATE SET
          flags = excluded.flags, received_at = excluded.received_at,
          value = excluded.value, unit = excluded.unit
        RETURNING old.series_key IS NULL AS inserted)
      SELECT count(*) FILTER (WHERE inserted) FROM stored
      """
          .formatted(CopyBuffer.COLUMNS);

  private interface Step {
    long write(List<Row> rows) throws SQLException;
  }

  private final CopyBuffer buffer = new CopyBuffer();

  /**
   * @param rows in the order of their keys, each key once
   */
  Written write(Connection connection, List<Row> rows) throws SQLException {
    var refused = new ArrayList<Refused>();
    long inserted = rows.isEmpty() ? 0 : write(connection, rows, refused);
    return new Written(inserted, refused);
  }

  private long write(Connection connection, List<Row> rows, List<Refused> refused)
      throws SQLException {
    var manager = connection.unwrap(PGConnection.class).getCopyAPI();
    try {
      return within(connection, rows, all -> copy(manager, all));
    } catch (SQLException e) {
      if (!isOfARow(e)) {
        throw e;
      }
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return upsertOrHalve(connection, manager, rows, refused);
      }
      return halve(connection, rows, refused, e);
    }
  }

  private long upsertOrHalve(
      Connection connection, CopyManager manager, List<Row> rows, List<Refused> refused)
      throws SQLException {
    try {
      return within(connection, rows, all -> upsert(connection, manager, all));
    } catch (SQLException e) {
      if (!isOfARow(e)) {
        throw e;
      }
      return halve(connection, rows, refused, e);
    }
  }

  private long halve(
      Connection connection, List<Row> rows, List<Refused> refused, SQLException cause)
      throws SQLException {
    if (rows.size() == 1) {
      refused.add(new Refused(rows.getFirst(), cause));
      return 0;
    }
    int middle = rows.size() / 2;
    return write(connection, rows.subList(0, middle), refused)
        + write(connection, rows.subList(middle, rows.size()), refused);
  }

  private long copy(CopyManager manager, List<Row> rows) throws SQLException {
    buffer.copy(manager, TABLE, rows);
    return rows.size();
  }

  private long upsert(Connection connection, CopyManager manager, List<Row> rows)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(MAKE_INCOMING);
      // Rows of an earlier half may lie there.
      statement.execute("TRUNCATE " + INCOMING);
      buffer.copy(manager, INCOMING, rows);
      try (var result = statement.executeQuery(UPSERT)) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  private static long within(Connection connection, List<Row> rows, Step step) throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    try {
      long inserted = step.write(rows);
      connection.releaseSavepoint(savepoint);
      return inserted;
    } catch (SQLException e) {
      if (isOfARow(e)) {
        connection.rollback(savepoint);
      }
      throw e;
    }
  }

  /**
   * Whether a row's own value is the cause, for good: SQLSTATE classes 22 and 23. A row whose day
   * has no partition is told as 23514 too, but then the table lacks something, not the row.
   */
  static boolean isOfARow(SQLException e) {
    var state = e.getSQLState();
    if (state == null || !(state.startsWith("22") || state.startsWith("23"))) {
      return false;
    }
    return !(state.equals(CHECK_VIOLATION)
        && e instanceof PSQLException psql
        && psql.getServerErrorMessage() != null
        && psql.getServerErrorMessage().getConstraint() == null);
  }
}
