package io.sensorplatform.sensor.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands readings to the producer, in their order: those of one sensor share a key, so a partition,
 * where an idempotent producer keeps the order.
 */
@Component
final class DirectPath {

  private final KafkaConnection kafka;

  DirectPath(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  /** What tells, later, whether Kafka acknowledged them all. */
  Acknowledgement send(List<Reading> readings, @Nullable String traceparent)
      throws NotReplicatedException {
    var acknowledgement = new Acknowledgement(readings.size());
    List<Header> headers = PublishSpans.headers(traceparent);
    Producer<byte[], byte[]> producer = kafka.producer();
    if (producer == null) {
      throw new NotReplicatedException(
          FailureCategory.CONNECTION, new KafkaException("no producer yet"));
    }
    try {
      for (int i = 0; i < readings.size() && !acknowledgement.hasFailed(); i++) {
        Reading reading = readings.get(i);
        byte[] key = Topics.key(reading.tenant(), reading.sensorId()).getBytes(UTF_8);
        producer.send(
            new ProducerRecord<>(
                Topics.READINGS, null, null, key, ReadingCodec.encode(reading), headers),
            acknowledgement);
      }
      return acknowledgement;
    } catch (KafkaException | IllegalStateException e) {
      kafka.renewIfFatal(producer, e);
      throw new NotReplicatedException(FailureCategory.of(e), e);
    }
  }
}
