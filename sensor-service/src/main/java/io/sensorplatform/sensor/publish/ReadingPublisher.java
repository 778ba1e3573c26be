package io.sensorplatform.sensor.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts readings on Kafka, in their order: those of one sensor share a key, so a partition, where an
 * idempotent producer keeps the order.
 */
@Component
public final class ReadingPublisher {

  private final KafkaConnection kafka;
  private final PublishSpans spans;
  private final PublishMetrics metrics;
  private final Duration deadline;

  ReadingPublisher(
      KafkaConnection kafka, PublishSpans spans, PublishMetrics metrics, PublishSettings settings) {
    this.kafka = kafka;
    this.spans = spans;
    this.metrics = metrics;
    this.deadline = settings.deadline();
  }

  /**
   * Returns once Kafka has acknowledged every one of them with acks=all.
   *
   * @throws NotReplicatedException if one failed, or one is not acknowledged by the deadline
   */
  public void publish(List<Reading> readings) throws NotReplicatedException {
    long begun = System.nanoTime();
    Span span = spans.begin(readings.size());
    try {
      var acknowledgement = new Acknowledgement(readings.size());
      send(readings, PublishSpans.headers(span), acknowledgement);
      acknowledgement.await(deadline.minusNanos(System.nanoTime() - begun));
      metrics.acknowledged(System.nanoTime() - begun);
    } catch (NotReplicatedException e) {
      metrics.failed(e);
      PublishSpans.failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  private void send(
      List<Reading> readings, @Nullable List<Header> headers, Acknowledgement acknowledgement)
      throws NotReplicatedException {
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
    } catch (KafkaException | IllegalStateException e) {
      throw new NotReplicatedException(FailureCategory.of(e), e);
    }
  }
}
