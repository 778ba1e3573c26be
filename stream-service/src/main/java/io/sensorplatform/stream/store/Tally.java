package io.sensorplatform.stream.store;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.consume.SourcePartition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What became of a batch's records, for the ledger: of equal keys the first in log order counts as
 * stored and each later one as replaced, however the log was cut into batches.
 */
final class Tally {

  /**
   * @param tenant empty if the record's bytes do not tell
   * @param hour in seconds since 1970
   */
  record Account(SourcePartition partition, String tenant, long hour) {

    /** Readings are counted by the hour of their receipt; what is no sane time counts at 1970. */
    static Account of(SourcePartition partition, Reading reading) {
      return new Account(
          partition,
          reading.tenant(),
          hour(TimeUnit.MICROSECONDS.toSeconds(reading.receivedAtMicros())));
    }

    static Account of(DeadLetter letter) {
      var reading = letter.reading();
      return reading == null
          ? new Account(
              letter.partition(),
              "",
              hour(TimeUnit.MILLISECONDS.toSeconds(letter.record().timestamp())))
          : of(letter.partition(), reading);
    }

    private boolean isOf(SourcePartition other, Reading reading) {
      return reading.receivedAtMicros() >= TimeUnit.SECONDS.toMicros(hour)
          && reading.receivedAtMicros() < TimeUnit.SECONDS.toMicros(hour + HOUR_SECONDS)
          && partition == other
          && tenant.equals(reading.tenant());
    }

    private static long hour(long seconds) {
      return seconds < 0 || seconds >= END_SECONDS ? 0 : seconds - seconds % HOUR_SECONDS;
    }
  }

  /** Records that had the same fate, by account. */
  static final class Counts {
    long stored;
    long replaced;
    long deadLettered;
  }

  private static final long HOUR_SECONDS = TimeUnit.HOURS.toSeconds(1);
  private static final long END_SECONDS = Instant.parse("2200-01-01T00:00:00Z").getEpochSecond();

  private final Map<Account, Counts> accounts = new HashMap<>();
  private Account lastAccount = new Account(new SourcePartition("", new UUID(0, 0), 0), "", 0);
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
      counts(Account.of(letter)).deadLettered++;
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

  /** Sorted rows mostly belong to the account of the row before. */
  private Counts counts(Row row) {
    if (!lastAccount.isOf(row.partition, row.reading)) {
      lastAccount = Account.of(row.partition, row.reading);
      lastCounts = counts(lastAccount);
    }
    return lastCounts;
  }

  private Counts counts(Account account) {
    return accounts.computeIfAbsent(account, _ -> new Counts());
  }

  Map<Account, Counts> accounts() {
    return accounts;
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
