package io.sensorplatform.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Another producer of the topic, past the checks of sensor-service. */
public final class ForeignProducer {

  private ForeignProducer() {}

  /**
   * @param bytes instead of the reading's; null for the reading's
   */
  public static void send(Platform platform, String tenant, Row row, byte[] bytes) {
    var reading =
        new Reading(
            tenant,
            row.sensorId(),
            row.observedAt().toEpochMilli() * 1_000,
            row.value(),
            "Cel",
            0,
            System.currentTimeMillis() * 1_000);
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            platform.addresses().at("/kafka/bootstrapServers").asString(),
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class);
    try (var producer = new KafkaProducer<byte[], byte[]>(properties)) {
      producer.send(
          new ProducerRecord<>(
              Topics.READINGS,
              Topics.key(tenant, row.sensorId()).getBytes(UTF_8),
              bytes == null ? ReadingCodec.encode(reading) : bytes));
    }
  }
}
