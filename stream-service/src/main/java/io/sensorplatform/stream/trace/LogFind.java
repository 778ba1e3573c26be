package io.sensorplatform.stream.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.log.LogReader;
import io.sensorplatform.stream.log.LogReader.End;
import io.sensorplatform.stream.log.LogReader.Span;
import io.sensorplatform.stream.trace.TraceTables.Place;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the log knows of a reading.
 *
 * @param end how the search ended; STOPPED if the record was found
 */
record LogFind(
    End end, @Nullable Place place, @Nullable Reading reading, @Nullable String traceparent) {

  /** How far back is looked when nobody tells where the writer is. */
  private static final long LAST_RECORDS = 20_000;

  private static final long MOST_RECORDS = 500_000;

  /** At the place where the reading was last seen. */
  static LogFind at(LogReader log, String topic, Place place, ReadingName name, Duration budget) {
    var span = new Span(place.offset(), place.offset() + 1);
    return new Search(name).in(log, new TopicPartition(topic, place.partition()), span, budget);
  }

  /**
   * The last in the part of the log that the writer has not processed.
   *
   * @param next where the writer goes on, by partition; null if that is not known
   */
  static LogFind waiting(
      LogReader log,
      String topic,
      @Nullable Map<Integer, Long> next,
      ReadingName name,
      Duration budget) {
    long deadline = System.nanoTime() + budget.toNanos();
    var key = Topics.key(name.tenant(), name.sensorId()).getBytes(UTF_8);
    var partition = log.partitionOf(topic, key, budget);
    if (partition.isEmpty()) {
      return new LogFind(End.UNAVAILABLE, null, null, null);
    }
    long from = next == null ? -LAST_RECORDS : next.getOrDefault(partition.getAsInt(), 0L);
    return new Search(name)
        .in(
            log,
            new TopicPartition(topic, partition.getAsInt()),
            new Span(from, Span.END),
            Duration.ofNanos(deadline - System.nanoTime()));
  }

  boolean isFound() {
    return place != null;
  }

  private static final class Search {
    private final ReadingName name;
    private @Nullable Place place;
    private @Nullable Reading reading;
    private @Nullable String traceparent;

    Search(ReadingName name) {
      this.name = name;
    }

    LogFind in(LogReader log, TopicPartition partition, Span span, Duration budget) {
      var end = log.read(Map.of(partition, span), MOST_RECORDS, budget, this::visit);
      return new LogFind(end, place, reading, traceparent);
    }

    /** Goes on after a hit: the last in log order is the one that counts. */
    private boolean visit(ConsumerRecord<byte[], byte[]> record) {
      try {
        var here = ReadingCodec.decode(record.value());
        if (name.isOf(here)) {
          place = new Place(record.partition(), record.offset());
          reading = here;
          var header = record.headers().lastHeader(Topics.TRACEPARENT);
          traceparent =
              header == null || header.value() == null
                  ? null
                  : new String(header.value(), ISO_8859_1);
        }
      } catch (MalformedReadingException e) {
        // Some other record.
      }
      return true;
    }
  }
}
