package io.sensorplatform.sensor.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.sensor.spool.SpoolRecord;
import io.sensorplatform.sensor.spool.SpoolSource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands records of the spool to the producer that new readings take, too: so what is still in its
 * buffer of the direct attempt comes before.
 */
@Component
final class SpoolSender {

  private final KafkaConnection kafka;
  private final PublishSpans spans;
  private final Clock clock;
  private final Object settled = new Object();
  private volatile boolean failed;

  SpoolSender(KafkaConnection kafka, PublishSpans spans, Clock clock) {
    this.kafka = kafka;
    this.spans = spans;
    this.clock = clock;
  }

  /** Whether a reading was not taken since {@link #begin}. */
  boolean hasFailed() {
    return failed;
  }

  void begin() {
    failed = false;
  }

  /** Those of its readings that are to be sent; stops at the first that the producer refuses. */
  void send(Sending sending) {
    Producer<byte[], byte[]> producer = kafka.producer();
    if (producer == null) {
      failed = true;
      return;
    }
    // One more than there are, so that it is not settled before all are handed over.
    sending.handedOver();
    List<Header> headers =
        PublishSpans.headers(PublishSpans.traceparent(sending.span(() -> begin(sending.record()))));
    for (int i = 0; i < sending.record().count() && !failed; i++) {
      if (sending.isToSend(i)) {
        send(producer, sending, i, headers);
      }
    }
    sending.allHandedOver(this::settled);
  }

  private Span begin(SpoolRecord record) {
    return spans.beginSpooled(
        record.traceparent(),
        record.count(),
        Duration.ofMillis(clock.millis() - record.receivedAtMicros() / 1_000));
  }

  /** Keeps aside, once settled, what Kafka will never take. */
  void setAside(SpoolSource source, Sending sending) throws IOException {
    for (int i = 0; i < sending.record().count(); i++) {
      Exception failure = sending.failure(i);
      if (failure != null && isPermanent(failure)) {
        byte[] reading = sending.record().readings().get(i);
        source.setAside(sending.id(), i, reading, failure.toString());
        sending.setAside(i);
      }
    }
  }

  /** Waits until something is answered; not longer than this. */
  void awaitSettled(Duration atMost) {
    synchronized (settled) {
      try {
        settled.wait(Math.max(1, atMost.toMillis()));
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts the drain", e);
      }
    }
  }

  /** What is not handed over yet stays where it is. */
  void stop() {
    failed = true;
  }

  private void send(
      Producer<byte[], byte[]> producer,
      Sending sending,
      int index,
      @Nullable List<Header> headers) {
    byte[] bytes = sending.record().readings().get(index);
    sending.handedOver();
    try {
      Reading reading = ReadingCodec.decode(bytes);
      byte[] key = Topics.key(reading.tenant(), reading.sensorId()).getBytes(UTF_8);
      producer.send(
          new ProducerRecord<>(Topics.READINGS, null, null, key, bytes, headers),
          (_, failure) -> {
            if (failure != null) {
              kafka.renewIfFatal(producer, failure);
            }
            answered(sending, index, failure);
          });
    } catch (MalformedReadingException e) {
      answered(sending, index, e);
    } catch (KafkaException | IllegalStateException e) {
      kafka.renewIfFatal(producer, e);
      answered(sending, index, e);
    }
  }

  private void answered(Sending sending, int index, @Nullable Exception failure) {
    if (failure != null) {
      failed = true;
    }
    sending.answered(index, failure, this::settled);
  }

  private void settled() {
    synchronized (settled) {
      settled.notifyAll();
    }
  }

  private static boolean isPermanent(Exception failure) {
    return failure instanceof MalformedReadingException
        || failure instanceof RecordTooLargeException
        || failure instanceof InvalidRecordException
        || failure instanceof SerializationException;
  }
}
