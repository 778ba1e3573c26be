package io.sensorplatform.stream.store;

import static java.util.stream.Collectors.toSet;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/**
 * Puts rows into the table in the caller's transaction, as fast as they allow: straight COPY; if a
 * key is there already, COPY into a temporary table and an upsert from it. If PostgreSQL refuses a
 * value for good: all rows that the same constraint forbids are sorted out at once; or else the row
 * that the error names; or else halves, until the rows that it refuses stand alone.
 */
final class RowWriter {

  record Refused(Row row, SQLException cause) {}

  private static final String TABLE = "readings.reading";
  static final String INCOMING = "pg_temp.incoming";

  static final String MAKE_INCOMING =
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

  /** COPY tells the place of the row in its error's context. */
  private static final Pattern LINE = Pattern.compile("COPY [a-z0-9_]+, line ([0-9]{1,9})");

  /**
   * Rows of one batch that are sorted out by their line, each for the price of copying those before
   * it twice; when so many are bad, halving costs less.
   */
  private static final int MOST_LINES = 32;

  private final CopyBuffer buffer = new CopyBuffer();
  private final Sieve sieve = new Sieve(buffer);
  private int lines;

  /**
   * Also marks the rows that replaced one.
   *
   * @param rows in the order of their keys, each key once
   * @return those that are not stored, for their own fault
   */
  List<Refused> write(Connection connection, List<Row> rows) throws SQLException {
    var refused = new ArrayList<Refused>();
    lines = 0;
    write(connection, rows, refused);
    return refused;
  }

  private void write(Connection connection, List<Row> rows, List<Refused> refused)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    var manager = connection.unwrap(PGConnection.class).getCopyAPI();
    try {
      within(connection, rows, all -> buffer.copy(manager, TABLE, all));
    } catch (SQLException e) {
      if (!Sqlstate.isOfARow(e)) {
        throw e;
      }
      if (Sqlstate.UNIQUE_VIOLATION.equals(e.getSQLState())) {
        upsertOrSplit(connection, manager, rows, refused);
      } else {
        split(connection, manager, rows, refused, e);
      }
    }
  }

  private void upsertOrSplit(
      Connection connection, CopyManager manager, List<Row> rows, List<Refused> refused)
      throws SQLException {
    try {
      within(connection, rows, all -> upsert(connection, manager, all));
    } catch (SQLException e) {
      if (!Sqlstate.isOfARow(e)) {
        throw e;
      }
      split(connection, manager, rows, refused, e);
    }
  }

  private void split(
      Connection connection,
      CopyManager manager,
      List<Row> rows,
      List<Refused> refused,
      SQLException cause)
      throws SQLException {
    if (rows.size() == 1) {
      refused.add(new Refused(rows.getFirst(), cause));
      return;
    }
    var forbidden = forbidden(connection, manager, rows, cause);
    if (!forbidden.isEmpty()) {
      refused.addAll(forbidden);
      var others = new ArrayList<>(rows);
      others.removeAll(forbidden.stream().map(Refused::row).collect(toSet()));
      write(connection, others, refused);
      return;
    }
    int line = line(cause);
    if (line >= 1 && line <= rows.size() && lines++ < MOST_LINES) {
      write(connection, rows.subList(0, line - 1), refused);
      refused.add(new Refused(rows.get(line - 1), cause));
      write(connection, rows.subList(line, rows.size()), refused);
      return;
    }
    int middle = rows.size() / 2;
    write(connection, rows.subList(0, middle), refused);
    write(connection, rows.subList(middle, rows.size()), refused);
  }

  private List<Refused> forbidden(
      Connection connection, CopyManager manager, List<Row> rows, SQLException cause)
      throws SQLException {
    var found = new ArrayList<Refused>();
    try {
      within(connection, rows, all -> found.addAll(sieve.refused(connection, manager, all, cause)));
    } catch (SQLException e) {
      if (!Sqlstate.isOfARow(e)) {
        throw e;
      }
      // The constraint itself fails for some row; then it does not tell about the others.
      found.clear();
    }
    return found;
  }

  private static int line(SQLException cause) {
    var told = cause instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    var where = told == null ? null : told.getWhere();
    var matcher = LINE.matcher(where == null ? "" : where);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
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
