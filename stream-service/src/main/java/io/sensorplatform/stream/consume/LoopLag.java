package io.sensorplatform.stream.consume;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Records that Kafka holds of a loop's partitions and the loop has not taken. */
final class LoopLag {

  private static final long ASK_EVERY_MILLIS = 2_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final Clock clock;
  private long nextMillis;

  LoopLag(Consumer<byte[], byte[]> consumer, Clock clock) {
    this.consumer = consumer;
    this.clock = clock;
  }

  /** As the last answers to the loop's own fetches told it, which may be a moment behind them. */
  long taken(Set<TopicPartition> partitions) {
    long lag = 0;
    for (var partition : partitions) {
      lag += Math.max(0, consumer.currentLag(partition).orElse(0));
    }
    return lag;
  }

  /**
   * Asks Kafka for the ends of the logs and the positions that were told to it, which are those of
   * what is durable: nothing is fetched while a loop waits, and it may have no position at all.
   * Empty if it was asked a moment ago, or does not answer.
   */
  OptionalLong asked() {
    var partitions = consumer.assignment();
    if (partitions.isEmpty() || clock.millis() < nextMillis) {
      return OptionalLong.empty();
    }
    try {
      var ends = consumer.endOffsets(partitions, TIMEOUT);
      var firsts = consumer.beginningOffsets(partitions, TIMEOUT);
      long lag = 0;
      for (var told : consumer.committed(partitions, TIMEOUT).entrySet()) {
        long end = ends.getOrDefault(told.getKey(), 0L);
        long first = firsts.getOrDefault(told.getKey(), 0L);
        long next = told.getValue() == null ? first : Math.max(first, told.getValue().offset());
        lag += Math.max(0, end - next);
      }
      return OptionalLong.of(lag);
    } catch (KafkaException e) {
      return OptionalLong.empty();
    } finally {
      nextMillis = clock.millis() + ASK_EVERY_MILLIS;
    }
  }
}
