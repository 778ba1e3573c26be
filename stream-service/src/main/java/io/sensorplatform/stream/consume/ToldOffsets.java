package io.sensorplatform.stream.consume;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offsets committed to Kafka for lag tools only; what counts is stored by the stage. */
final class ToldOffsets {

  private static final Logger log = LoggerFactory.getLogger(ToldOffsets.class);

  private final String role;
  private final Consumer<byte[], byte[]> consumer;

  ToldOffsets(String role, Consumer<byte[], byte[]> consumer) {
    this.role = role;
    this.consumer = consumer;
  }

  void tell(Map<SourcePartition, OffsetAndMetadata> finished) {
    if (finished.isEmpty()) {
      return;
    }
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    finished.forEach((source, offset) -> offsets.put(source.onKafka(), offset));
    consumer.commitAsync(
        offsets,
        (ignored, e) -> {
          if (e != null) {
            log.debug("{} could not tell its offsets to Kafka", role, e);
          }
        });
  }
}
