package io.sensorplatform.stream.log;

import static java.util.Objects.requireNonNull;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads parts of the log in no group, with few consumers that are used again and again. Whoever
 * finds none free within their time is told that the log is not available.
 */
public final class LogReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LogReader.class);
  private static final long LONGEST_POLL_MILLIS = 100;

  /**
   * A part of a partition.
   *
   * @param from its first offset; or, if negative, so many before its end
   * @param until the offset after its last; {@link #END} for as far as the log goes now
   */
  public record Span(long from, long until) {

    public static final long END = Long.MAX_VALUE;

    private boolean isOpen() {
      return from < 0 || until == END;
    }
  }

  /** Sees records; answers whether to go on. */
  public interface Visitor {
    boolean visit(ConsumerRecord<byte[], byte[]> record);
  }

  /** How a reading of the log ended. */
  public enum End {
    /** Everything asked for was visited. */
    COMPLETE,
    /** The visitor wanted no more. */
    STOPPED,
    /** There was more than the records or the time allowed. */
    CUT,
    /** The log no longer holds what was asked for. */
    GONE,
    /** Kafka did not answer, or all consumers were busy. */
    UNAVAILABLE
  }

  private final Map<String, Object> properties;
  private final int size;
  private final Semaphore free;
  private final ConcurrentLinkedDeque<Consumer<byte[], byte[]>> idle =
      new ConcurrentLinkedDeque<>();

  public LogReader(KafkaSettings kafka, int consumers) {
    properties = kafka.clientProperties();
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "log-reader");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) LONGEST_POLL_MILLIS);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000L);
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    properties.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    properties.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    size = consumers;
    free = new Semaphore(consumers);
  }

  /** Visits records, each partition's in order, as far as the limits allow. */
  public End read(
      Map<TopicPartition, Span> spans, long mostRecords, Duration budget, Visitor visitor) {
    return with(
        budget, deadline -> new Reading(spans, mostRecords, deadline, visitor), End.UNAVAILABLE);
  }

  /** The partition where a producer puts this key; empty if Kafka does not answer. */
  public OptionalInt partitionOf(String topic, byte[] key, Duration budget) {
    return with(
        budget,
        deadline ->
            consumer -> {
              int count = consumer.partitionsFor(topic, left(deadline)).size();
              return count == 0
                  ? OptionalInt.empty()
                  : OptionalInt.of(Utils.toPositive(Utils.murmur2(key)) % count);
            },
        OptionalInt.empty());
  }

  private interface Work<T> {
    T on(Consumer<byte[], byte[]> consumer);
  }

  private interface Until<T> {
    Work<T> work(long deadline);
  }

  private <T> T with(Duration budget, Until<T> work, T otherwise) {
    long deadline = System.nanoTime() + budget.toNanos();
    try {
      if (!free.tryAcquire(Math.max(budget.toNanos(), 0), TimeUnit.NANOSECONDS)) {
        return otherwise;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
    try {
      var consumer = idle.pollFirst();
      if (consumer == null) {
        consumer = new KafkaConsumer<>(properties);
      }
      return use(consumer, work.work(deadline), otherwise);
    } finally {
      free.release();
    }
  }

  private <T> T use(Consumer<byte[], byte[]> consumer, Work<T> work, T otherwise) {
    boolean sound = false;
    try {
      T done = work.on(consumer);
      consumer.unsubscribe();
      sound = true;
      return done;
    } catch (KafkaException e) {
      log.debug("The log cannot be read", e);
      return otherwise;
    } finally {
      if (sound) {
        idle.addFirst(consumer);
      } else {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1));
  }

  private record Reading(Map<TopicPartition, Span> spans, long most, long deadline, Visitor visitor)
      implements Work<End> {

    @Override
    public End on(Consumer<byte[], byte[]> consumer) {
      var open = closed(consumer);
      open.values().removeIf(span -> span.from() >= span.until());
      consumer.assign(open.keySet());
      open.forEach((partition, span) -> consumer.seek(partition, span.from()));
      boolean answered = false;
      long visited = 0;
      try {
        while (!open.isEmpty()) {
          long millis = left(deadline).toMillis();
          if (millis <= 0) {
            return answered ? End.CUT : End.UNAVAILABLE;
          }
          var records = consumer.poll(Duration.ofMillis(Math.min(millis, LONGEST_POLL_MILLIS)));
          answered |= !records.isEmpty();
          for (var record : records) {
            var span = open.get(new TopicPartition(record.topic(), record.partition()));
            if (span == null || record.offset() >= span.until()) {
              continue;
            }
            if (visited++ >= most) {
              return End.CUT;
            }
            if (!visitor.visit(record)) {
              return End.STOPPED;
            }
          }
          open.entrySet()
              .removeIf(entry ->
                  consumer.position(entry.getKey(), left(deadline)) >= entry.getValue().until());
          consumer.pause(
              consumer.assignment().stream().filter(part -> !open.containsKey(part)).toList());
        }
        return End.COMPLETE;
      } catch (OffsetOutOfRangeException e) {
        return End.GONE;
      }
    }

    private Map<TopicPartition, Span> closed(Consumer<byte[], byte[]> consumer) {
      var asked =
          spans.entrySet().stream()
              .filter(span -> span.getValue().isOpen())
              .map(Map.Entry::getKey)
              .toList();
      var closed = new HashMap<>(spans);
      if (asked.isEmpty()) {
        return closed;
      }
      var ends = consumer.endOffsets(asked, left(deadline));
      var begins = consumer.beginningOffsets(asked, left(deadline));
      for (var partition : asked) {
        var span = requireNonNull(closed.get(partition));
        Long begin = begins.get(partition);
        Long end = ends.get(partition);
        if (begin == null || end == null) {
          // Out of time: the client then tells some partitions or none.
          throw new TimeoutException("no offsets of " + partition);
        }
        long from = span.from() < 0 ? end + span.from() : span.from();
        closed.put(partition, new Span(Math.max(from, begin), Math.min(end, span.until())));
      }
      return closed;
    }
  }

  @Override
  public void close() {
    try {
      // Whoever still reads ends within their budget.
      free.tryAcquire(size, 3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (var consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }
}
