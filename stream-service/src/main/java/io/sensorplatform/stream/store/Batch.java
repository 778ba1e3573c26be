package io.sensorplatform.stream.store;

import io.sensorplatform.stream.consume.ProducerLinks;
import io.sensorplatform.stream.consume.SourcePartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What has been taken and is stored together: rows, dead letters, and how far that reaches. */
final class Batch {

  /**
   * @param first the offset that the stored position must have now
   * @param next the position to store
   * @param records how many there are between; fewer than offsets where some hold none
   */
  record Range(long first, long next, long records) {
    long empty() {
      return next - first - records;
    }
  }

  private final Map<SourcePartition, Range> ranges = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final ProducerLinks producers = new ProducerLinks();
  private final long begunMillis;
  private long bytes;
  private long oldestMicros = Long.MAX_VALUE;

  Batch(long begunMillis) {
    this.begunMillis = begunMillis;
  }

  void add(Row row) {
    rows.add(row);
    oldestMicros = Math.min(oldestMicros, row.reading.observedAtMicros());
  }

  void add(DeadLetter letter) {
    deadLetters.add(letter);
  }

  /** Notes that this record's reading or dead letter is here, and so are all before it. */
  void reach(SourcePartition partition, long position, ConsumerRecord<byte[], byte[]> record) {
    long next = record.offset() + 1;
    var range = ranges.get(partition);
    ranges.put(
        partition,
        range == null
            ? new Range(position, next, 1)
            : new Range(range.first(), next, range.records() + 1));
    bytes += Math.max(record.serializedKeySize(), 0) + Math.max(record.serializedValueSize(), 0);
    producers.add(record.headers());
  }

  /** Makes dead letters of rows that were observed before this instant. */
  void expire(long micros, Function<Row, DeadLetter> letter) {
    if (oldestMicros >= micros) {
      return;
    }
    rows.removeIf(row -> {
      boolean expired = row.reading.observedAtMicros() < micros;
      if (expired) {
        deadLetters.add(letter.apply(row));
      }
      return expired;
    });
    oldestMicros = micros;
  }

  /** What of it is of these partitions, to be stored by itself. */
  Batch part(Set<SourcePartition> partitions) {
    var part = new Batch(begunMillis);
    ranges.forEach((partition, range) -> {
      if (partitions.contains(partition)) {
        part.ranges.put(partition, range);
      }
    });
    rows.stream().filter(row -> partitions.contains(row.partition)).forEach(part::add);
    deadLetters.stream()
        .filter(letter -> partitions.contains(letter.partition()))
        .forEach(part::add);
    part.producers.addAll(producers);
    return part;
  }

  void drop(Set<SourcePartition> partitions) {
    ranges.keySet().removeAll(partitions);
    rows.removeIf(row -> partitions.contains(row.partition));
    deadLetters.removeIf(letter -> partitions.contains(letter.partition()));
  }

  Map<SourcePartition, Range> ranges() {
    return ranges;
  }

  List<Row> rows() {
    return rows;
  }

  List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  ProducerLinks producers() {
    return producers;
  }

  int records() {
    return rows.size() + deadLetters.size();
  }

  long bytes() {
    return bytes;
  }

  long begunMillis() {
    return begunMillis;
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }
}
