package io.sensorplatform.auth.revocation;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;

/** Hears what the topic of revocations tells, from now on. */
final class Heard implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Told> all = new ArrayList<>();

  /**
   * @param value null: over
   */
  record Told(String key, JsonNode value) {}

  Heard() {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", EmbeddedServers.kafka().bootstrapServers(),
                "key.deserializer", ByteArrayDeserializer.class,
                "value.deserializer", ByteArrayDeserializer.class));
    var partition = new TopicPartition(Topics.REVOCATIONS, 0);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    consumer.position(partition);
  }

  List<Told> all() {
    consumer
        .poll(Duration.ofMillis(100))
        .forEach(record ->
            all.add(
                new Told(
                    new String(record.key(), StandardCharsets.UTF_8),
                    record.value() == null ? null : AuthServer.JSON.readTree(record.value()))));
    return List.copyOf(all);
  }

  List<String> keys() {
    return all().stream().map(Told::key).toList();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
