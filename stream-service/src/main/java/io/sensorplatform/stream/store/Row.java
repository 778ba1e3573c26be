package io.sensorplatform.stream.store;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.consume.SourcePartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A reading on its way into the table, with the record it came in. */
final class Row {

  private static final Comparator<Row> BY_KEY =
      Comparator.<Row>comparingInt(row -> row.seriesKey)
          .thenComparingLong(row -> row.reading.observedAtMicros());

  final Reading reading;
  final SourcePartition partition;
  final ConsumerRecord<byte[], byte[]> record;
  int seriesKey;

  /** Of the same batch and key, the one before in log order: this one takes its place. */
  @Nullable Row previous;

  /** Whether the table had a row of this key, whose place this one took. */
  boolean replaced;

  Row(Reading reading, SourcePartition partition, ConsumerRecord<byte[], byte[]> record) {
    this.reading = reading;
    this.partition = partition;
    this.record = record;
  }

  boolean hasKeyOf(Row other) {
    return seriesKey == other.seriesKey
        && reading.observedAtMicros() == other.reading.observedAtMicros();
  }

  /**
   * The rows in the order of the table's key, which is kind to its index; of equal keys only the
   * last in log order, which leads to the others by {@link #previous}.
   *
   * @param rows in log order, with their series keys
   */
  static List<Row> lastOfEachKey(List<Row> rows) {
    var sorted = new ArrayList<>(rows);
    // Stable: rows of equal keys stay in log order.
    sorted.sort(BY_KEY);
    int kept = 0;
    Row before = null;
    for (int i = 0; i < sorted.size(); i++) {
      var row = sorted.get(i);
      row.replaced = false;
      row.previous = before != null && row.hasKeyOf(before) ? before : null;
      if (before != null && row.previous == null) {
        sorted.set(kept++, before);
      }
      before = row;
    }
    if (before != null) {
      sorted.set(kept++, before);
    }
    sorted.subList(kept, sorted.size()).clear();
    return sorted;
  }

  /**
   * The row of this key.
   *
   * @param rows as {@link #lastOfEachKey} gave them
   */
  static Row find(List<Row> rows, int seriesKey, long observedAtMicros) {
    int low = 0;
    int high = rows.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      var row = rows.get(middle);
      int order = Integer.compare(row.seriesKey, seriesKey);
      if (order == 0) {
        order = Long.compare(row.reading.observedAtMicros(), observedAtMicros);
      }
      if (order == 0) {
        return row;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    throw new IllegalArgumentException("no row " + seriesKey + " at " + observedAtMicros);
  }
}
