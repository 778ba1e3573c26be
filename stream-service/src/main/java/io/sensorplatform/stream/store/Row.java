package io.sensorplatform.stream.store;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.consume.SourcePartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A reading on its way into the table, with the record it came in. */
final class Row {

  private static final Comparator<Row> BY_KEY =
      Comparator.<Row>comparingInt(row -> row.seriesKey)
          .thenComparingLong(row -> row.reading.observedAtMicros());

  final Reading reading;
  final SourcePartition partition;
  final ConsumerRecord<byte[], byte[]> record;
  int seriesKey;

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
   * last in log order.
   *
   * @param rows in log order, with their series keys
   */
  static List<Row> lastOfEachKey(List<Row> rows) {
    var sorted = new ArrayList<>(rows);
    // Stable: rows of equal keys stay in log order.
    sorted.sort(BY_KEY);
    int kept = 0;
    for (int i = 0; i < sorted.size(); i++) {
      boolean last = i + 1 == sorted.size() || !sorted.get(i).hasKeyOf(sorted.get(i + 1));
      if (last) {
        sorted.set(kept++, sorted.get(i));
      }
    }
    sorted.subList(kept, sorted.size()).clear();
    return sorted;
  }
}
