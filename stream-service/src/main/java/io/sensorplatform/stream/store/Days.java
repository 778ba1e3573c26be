package io.sensorplatform.stream.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** The table's partitions, one for each UTC day: made ahead, and on demand. */
final class Days {

  private static final long MICROS = TimeUnit.DAYS.toMicros(1);
  private static final long MILLIS = TimeUnit.DAYS.toMillis(1);

  private final DataSource database;
  private final Clock clock;
  private final int ahead;
  private final Set<Long> known = ConcurrentHashMap.newKeySet();

  Days(DataSource database, Clock clock, int ahead) {
    this.database = database;
    this.clock = clock;
    this.ahead = ahead;
  }

  /** Yesterday's partition up to the last one ahead. */
  void ensureAhead() throws SQLException {
    long today = Math.floorDiv(clock.millis(), MILLIS);
    make(LongStream.rangeClosed(today - 1, today + ahead).boxed().toList());
  }

  /** The partition of each row's day; and, once a day, those ahead. */
  void ensure(List<Row> rows) throws SQLException {
    if (!known.contains(Math.floorDiv(clock.millis(), MILLIS) + ahead)) {
      ensureAhead();
    }
    var needed = new TreeSet<Long>();
    long before = Long.MIN_VALUE;
    for (var row : rows) {
      long day = Math.floorDiv(row.reading.observedAtMicros(), MICROS);
      if (day != before) {
        needed.add(day);
        before = day;
      }
    }
    make(needed);
  }

  /** After a fault, or when a partition was not there: it may have been dropped. */
  void forget() {
    known.clear();
  }

  private void make(Collection<Long> days) throws SQLException {
    if (known.containsAll(days)) {
      return;
    }
    // Each in its own transaction: the lock on the parent is held for one partition at a time.
    try (var connection = database.getConnection();
        var statement = connection.prepareStatement("SELECT readings.ensure_day(?)")) {
      for (long day : days) {
        if (!known.contains(day)) {
          statement.setObject(1, LocalDate.ofEpochDay(day));
          statement.execute();
          known.add(day);
        }
      }
    }
  }
}
