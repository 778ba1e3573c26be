package io.sensorplatform.stream.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Puts rows into the table in the caller's transaction, as fast as they allow: straight COPY; if a
 * key is there already, COPY into a temporary table and an upsert from it; if PostgreSQL refuses a
 * value for good, halves, until the rows that it refuses stand alone.
 */
final class RowWriter {

  record Refused(Row row, SQLException cause) {}

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
          value = excluded.value, unit = excluded.unit,
          kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset
        RETURNING old.series_key IS NOT NULL AS replaced, new.series_key, new.observed_at)
      SELECT series_key, (extract(epoch FROM observed_at) * 1000000)::bigint
      FROM stored WHERE replaced
      """
          .formatted(CopyBuffer.COLUMNS);

  private interface Step {
    void write(List<Row> rows) throws SQLException;
  }

  private final CopyBuffer buffer = new CopyBuffer();

  /**
   * Also marks the rows that replaced one.
   *
   * @param rows in the order of their keys, each key once
   * @return those that are not stored, for their own fault
   */
  List<Refused> write(Connection connection, List<Row> rows) throws SQLException {
    var refused = new ArrayList<Refused>();
    if (!rows.isEmpty()) {
      write(connection, rows, refused);
    }
    return refused;
  }

  private void write(Connection connection, List<Row> rows, List<Refused> refused)
      throws SQLException {
    var manager = connection.unwrap(PGConnection.class).getCopyAPI();
    try {
      within(connection, rows, all -> buffer.copy(manager, TABLE, all));
    } catch (SQLException e) {
      if (!Sqlstate.isOfARow(e)) {
        throw e;
      }
      if (Sqlstate.UNIQUE_VIOLATION.equals(e.getSQLState())) {
        upsertOrHalve(connection, manager, rows, refused);
      } else {
        halve(connection, rows, refused, e);
      }
    }
  }

  private void upsertOrHalve(
      Connection connection, CopyManager manager, List<Row> rows, List<Refused> refused)
      throws SQLException {
    try {
      within(connection, rows, all -> upsert(connection, manager, all));
    } catch (SQLException e) {
      if (!Sqlstate.isOfARow(e)) {
        throw e;
      }
      halve(connection, rows, refused, e);
    }
  }

  private void halve(
      Connection connection, List<Row> rows, List<Refused> refused, SQLException cause)
      throws SQLException {
    if (rows.size() == 1) {
      refused.add(new Refused(rows.getFirst(), cause));
      return;
    }
    int middle = rows.size() / 2;
    write(connection, rows.subList(0, middle), refused);
    write(connection, rows.subList(middle, rows.size()), refused);
  }

  private void upsert(Connection connection, CopyManager manager, List<Row> rows)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(MAKE_INCOMING);
      // Rows of an earlier half may lie there.
      statement.execute("TRUNCATE " + INCOMING);
      buffer.copy(manager, INCOMING, rows);
      try (var replaced = statement.executeQuery(UPSERT)) {
        while (replaced.next()) {
          Row.find(rows, replaced.getInt(1), replaced.getLong(2)).replaced = true;
        }
      }
    }
  }

  private static void within(Connection connection, List<Row> rows, Step step) throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    try {
      step.write(rows);
      connection.releaseSavepoint(savepoint);
    } catch (SQLException e) {
      if (Sqlstate.isOfARow(e)) {
        connection.rollback(savepoint);
      }
      throw e;
    }
  }
}
