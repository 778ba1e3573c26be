package io.sensorplatform.stream.consume;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offsets committed to Kafka for lag tools only; what counts is stored by the stage. What Kafka
 * does not take, as while its coordinator loads, is told again: else a partition into which nothing
 * more comes would seem to be behind for as long. Of the thread that polls, callbacks too.
 */
final class ToldOffsets {

  private static final Logger log = LoggerFactory.getLogger(ToldOffsets.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final String role;
  private final Consumer<byte[], byte[]> consumer;
  private final Clock clock;
  private final Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();
  private final Set<TopicPartition> refused = new HashSet<>();
  private long due;

  ToldOffsets(String role, Consumer<byte[], byte[]> consumer, Clock clock) {
    this.role = role;
    this.consumer = consumer;
    this.clock = clock;
  }

  void tell(Map<SourcePartition, OffsetAndMetadata> finished) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    finished.forEach((source, offset) -> offsets.put(source.onKafka(), offset));
    commit(offsets);
  }

  /** Tells what was refused, of partitions that are still this consumer's. */
  void again() {
    if (refused.isEmpty() || clock.millis() < due) {
      return;
    }
    refused.retainAll(consumer.assignment());
    var offsets = new HashMap<>(last);
    offsets.keySet().retainAll(refused);
    commit(offsets);
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (offsets.isEmpty()) {
      return;
    }
    last.putAll(offsets);
    refused.removeAll(offsets.keySet());
    consumer.commitAsync(
        offsets,
        (ignored, e) -> {
          if (e != null) {
            log.debug("{} could not tell its offsets to Kafka", role, e);
            due = clock.millis() + PAUSE_MILLIS;
            // An older offset than the last one told must not come after it.
            offsets.forEach((partition, offset) -> {
              if (offset.equals(last.get(partition))) {
                refused.add(partition);
              }
            });
          }
        });
  }
}
