package io.sensorplatform.stream.consume;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition of one life of a topic: a topic that was deleted and made again has another id, and
 * its offsets mean other records.
 */
public record SourcePartition(String topic, UUID topicId, int partition) {

  TopicPartition onKafka() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public String toString() {
    return topic + '-' + partition;
  }
}
