package io.sensorplatform.stream.store;

import static java.util.stream.Collectors.toSet;

import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.store.DeadLetter.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores a batch: positions, dead letters and rows in one transaction. Of one thread.
 *
 * <p>Whatever fails leaves nothing behind and may be tried again with the same batch.
 */
final class BatchStore {

  /**
   * @param inserted readings stored as new rows
   * @param replaced readings that took the place of an earlier one, in the table or in the batch
   * @param deadLetters all of the batch
   */
  record Outcome(long inserted, long replaced, List<DeadLetter> deadLetters) {}

  /** The last COMMIT that was asked for, and what it did if it took place. */
  private record Unanswered(Map<SourcePartition, Batch.Range> ranges, Outcome outcome) {}

  private final DataSource database;
  private final Positions positions;
  private final Series series;
  private final Days days;
  private final DeadLetterTable buried;
  private final RowWriter writer = new RowWriter();
  private final Ledger ledger = new Ledger();
  private @Nullable Unanswered unanswered;

  BatchStore(String consumer, DataSource database, Positions positions, Series series, Days days) {
    this.buried = new DeadLetterTable(consumer);
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
    } catch (SQLException e) {
      forget();
      throw e;
    } catch (FencedException e) {
      forget();
      var mine = storedUnanswered(batch);
      if (mine != null) {
        return mine;
      }
      throw e;
    }
  }

  private void forget() {
    series.forget();
    days.forget();
  }

  /** If what fenced this batch is its own earlier attempt: what that one did. */
  private @Nullable Outcome storedUnanswered(Batch batch) throws SQLException {
    var last = unanswered;
    if (last == null || !last.ranges().equals(batch.ranges())) {
      return null;
    }
    var now = positions.read(batch.ranges().keySet());
    for (var range : batch.ranges().entrySet()) {
      Long position = now.get(range.getKey());
      if (position == null || position != range.getValue().next()) {
        return null;
      }
    }
    unanswered = null;
    return last.outcome();
  }

  private Outcome inTransaction(Batch batch) throws SQLException, FencedException {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        positions.advance(connection, batch.ranges());
        var deadLetters = new ArrayList<>(batch.deadLetters());
        var tally = new Tally(write(connection, batch.rows(), deadLetters), deadLetters);
        buried.bury(connection, deadLetters);
        ledger.move(connection, tally);
        var outcome = new Outcome(tally.stored(), tally.replaced(), List.copyOf(deadLetters));
        unanswered = new Unanswered(Map.copyOf(batch.ranges()), outcome);
        connection.commit();
        return outcome;
      } catch (SQLException | FencedException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  /** The rows that are stored, each the last of its key that PostgreSQL does not refuse. */
  private List<Row> write(Connection connection, List<Row> rows, List<DeadLetter> deadLetters)
      throws SQLException {
    var written = Row.lastOfEachKey(rows);
    var refused = writer.write(connection, written);
    while (!refused.isEmpty()) {
      var again = new ArrayList<Row>();
      for (var one : refused) {
        deadLetters.add(deadLetter(one));
        if (one.row().previous != null) {
          again.add(one.row().previous);
        }
      }
      written.removeAll(refused.stream().map(RowWriter.Refused::row).collect(toSet()));
      written.addAll(again);
      refused = writer.write(connection, again);
    }
    return written;
  }

  private static DeadLetter deadLetter(RowWriter.Refused refused) {
    var state = String.valueOf(refused.cause().getSQLState());
    return new DeadLetter(
        refused.row().partition,
        refused.row().record,
        refused.row().reading,
        state.startsWith("22") ? Reason.REFUSED_DATA : Reason.REFUSED_CONSTRAINT,
        "SQLSTATE " + state + ": " + refused.cause().getMessage());
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
