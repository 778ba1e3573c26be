package io.sensorplatform.stream.store;

import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.store.DeadLetter.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Stores a batch: positions, dead letters and rows in one transaction. Of one thread.
 *
 * <p>Whatever fails leaves nothing behind and may be tried again with the same batch.
 */
final class BatchStore {

  /**
   * @param inserted rows that are new
   * @param replaced readings that replaced an earlier one, in the table or in the batch
   * @param deadLetters all of the batch
   */
  record Outcome(long inserted, long replaced, List<DeadLetter> deadLetters) {}

  private static final String BURY =
      """
      INSERT INTO readings.dead_letter
        (consumer, topic, topic_id, partition, kafka_offset, reason, detail, record_key, payload, traceparent)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private final String consumer;
  private final DataSource database;
  private final Positions positions;
  private final Series series;
  private final Days days;
  private final RowWriter writer = new RowWriter();

  BatchStore(String consumer, DataSource database, Positions positions, Series series, Days days) {
    this.consumer = consumer;
    this.database = database;
    this.positions = positions;
    this.series = series;
    this.days = days;
  }

  Outcome store(Batch batch) throws SQLException, FencedException {
    try {
      series.resolve(batch.rows());
      days.ensure(batch.rows());
      return inTransaction(batch);
    } catch (SQLException | FencedException e) {
      series.forget();
      days.forget();
      throw e;
    }
  }

  private Outcome inTransaction(Batch batch) throws SQLException, FencedException {
    var rows = Row.lastOfEachKey(batch.rows());
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        positions.advance(connection, batch.ranges());
        var written = writer.write(connection, rows);
        var deadLetters = new ArrayList<>(batch.deadLetters());
        written.refused().forEach(refused -> deadLetters.add(deadLetter(refused)));
        bury(connection, deadLetters);
        connection.commit();
        long stored = batch.rows().size() - written.refused().size();
        return new Outcome(
            written.inserted(), stored - written.inserted(), List.copyOf(deadLetters));
      } catch (SQLException | FencedException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private static DeadLetter deadLetter(RowWriter.Refused refused) {
    var state = String.valueOf(refused.cause().getSQLState());
    return new DeadLetter(
        refused.row().partition,
        refused.row().record,
        state.startsWith("22") ? Reason.REFUSED_DATA : Reason.REFUSED_CONSTRAINT,
        "SQLSTATE " + state + ": " + refused.cause().getMessage());
  }

  private void bury(Connection connection, List<DeadLetter> letters) throws SQLException {
    if (letters.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(BURY)) {
      for (var letter : letters) {
        var record = letter.record();
        statement.setString(1, consumer);
        statement.setString(2, letter.partition().topic());
        statement.setObject(3, letter.partition().topicId());
        statement.setInt(4, letter.partition().partition());
        statement.setLong(5, record.offset());
        statement.setString(6, letter.reason().code());
        statement.setString(7, letter.detail());
        statement.setBytes(8, record.key());
        statement.setBytes(9, record.value());
        statement.setString(10, letter.traceparent());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is gone, and its transaction with it.
      cause.addSuppressed(e);
    }
  }
}
