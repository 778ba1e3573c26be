package io.sensorplatform.endtoend.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts a reading on Kafka, past the checks of sensor-service, that can never be stored. */
final class DeadLetters {

  private DeadLetters() {}

  static void put(Platform platform, String tenant, String sensorId) {
    long tooFarAhead = Instant.now().plus(Duration.ofDays(400)).toEpochMilli() * 1_000;
    var reading =
        new Reading(
            tenant, sensorId, tooFarAhead, 1.5, "Cel", 0, System.currentTimeMillis() * 1_000);
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            platform.status().at("/kafka/bootstrapServers").asString(),
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class);
    try (var producer = new KafkaProducer<byte[], byte[]>(properties)) {
      producer.send(
          new ProducerRecord<>(
              Topics.READINGS,
              Topics.key(tenant, sensorId).getBytes(UTF_8),
              ReadingCodec.encode(reading)));
    }
  }
}
