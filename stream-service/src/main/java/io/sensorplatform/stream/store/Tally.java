package io.sensorplatform.stream.store;

import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.log.Account;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch's records, for the ledger: of equal keys the first in log order counts as
 * stored and each later one as replaced, however the log was cut into batches.
 */
final class Tally {

  record Entry(SourcePartition partition, Account account) {}

  /** Records that had the same fate, by account. */
  static final class Counts {
    long stored;
    long replaced;
    long deadLettered;
  }

  private final Map<Entry, Counts> entries = new HashMap<>();
  private @Nullable Entry lastEntry;
  private Counts lastCounts = new Counts();
  private long stored;
  private long replaced;

  /**
   * @param written the last of each key, with those it replaced; none that PostgreSQL refused
   */
  Tally(List<Row> written, List<DeadLetter> deadLetters) {
    for (var row : written) {
      add(row);
    }
    for (var letter : deadLetters) {
      var reading = letter.reading();
      var account = reading == null ? Account.ofUndecodable(letter.record()) : Account.of(reading);
      counts(new Entry(letter.partition(), account)).deadLettered++;
    }
  }

  private void add(Row last) {
    for (var row = last; row != null; row = row.previous) {
      var counts = counts(row);
      if (row.previous == null && !last.replaced) {
        counts.stored++;
        stored++;
      } else {
        counts.replaced++;
        replaced++;
      }
    }
  }

  /** Sorted rows mostly belong where the row before does. */
  private Counts counts(Row row) {
    var last = lastEntry;
    if (last == null || last.partition() != row.partition || !last.account().isOf(row.reading)) {
      last = new Entry(row.partition, Account.of(row.reading));
      lastEntry = last;
      lastCounts = counts(last);
    }
    return lastCounts;
  }

  private Counts counts(Entry entry) {
    return entries.computeIfAbsent(entry, _ -> new Counts());
  }

  Map<Entry, Counts> entries() {
    return entries;
  }

  /** Readings stored as new rows. */
  long stored() {
    return stored;
  }

  /** Readings that took the place of an earlier one, in the table or in the batch. */
  long replaced() {
    return replaced;
  }
}
