package io.sensorplatform.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What really lies on the topic. */
public final class ReadingsOnKafka {

  private ReadingsOnKafka() {}

  /** Every record of this tenant that is on the topic now, partition by partition. */
  public static List<ConsumerRecord<String, byte[]>> records(String tenant) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", EmbeddedServers.kafka().bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.READINGS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      var found = new ArrayList<ConsumerRecord<String, byte[]>>();
      while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.get(at))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (record.key().startsWith(tenant + "/")) {
            found.add(record);
          }
        }
      }
      return found;
    }
  }

  public static List<Reading> readings(String tenant) {
    return records(tenant).stream().map(ReadingsOnKafka::reading).toList();
  }

  public static Reading reading(ConsumerRecord<String, byte[]> record) {
    try {
      Reading reading = ReadingCodec.decode(record.value());
      assertThat(record.key()).isEqualTo(Topics.key(reading.tenant(), reading.sensorId()));
      return reading;
    } catch (MalformedReadingException e) {
      throw new AssertionError(e);
    }
  }
}
