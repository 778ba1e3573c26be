package io.sensorplatform.stream.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.deadletter.Letter;
import io.sensorplatform.stream.deadletter.Verdicts.Verdict;
import io.sensorplatform.stream.store.DeadLetterHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts letters' readings back on their topic, in order, and waits for every acknowledgement. */
final class ReplayProducer implements AutoCloseable {

  /**
   * @param sent where each acknowledged letter stands now
   * @param refused letters that Kafka will never take
   * @param fault why others were not acknowledged; null if all were
   */
  record Sent(Map<Long, RecordMetadata> sent, List<Long> refused, @Nullable Exception fault) {}

  private static final int DEADLINE_MILLIS = 8_000;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final KafkaSettings kafka;
  private @Nullable Producer<byte[], byte[]> producer;

  ReplayProducer(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  Sent send(List<Verdict> verdicts) throws InterruptedException {
    var answers = new LinkedHashMap<Long, Future<RecordMetadata>>();
    Exception fault = null;
    try {
      var open = open();
      for (var verdict : verdicts) {
        var answer = open.send(record(verdict));
        answers.put(verdict.letter().id(), answer);
        if (answer.state() == Future.State.FAILED && !isRefused(answer.exceptionNow())) {
          // Without metadata each send waits in vain for its own time; none of the rest gets there.
          break;
        }
      }
    } catch (KafkaException | IllegalStateException e) {
      fault = e;
    }
    var sent = new LinkedHashMap<Long, RecordMetadata>();
    var refused = new ArrayList<Long>();
    for (var answer : answers.entrySet()) {
      try {
        sent.put(answer.getKey(), answer.getValue().get());
      } catch (ExecutionException e) {
        if (isRefused(e.getCause())) {
          refused.add(answer.getKey());
        } else {
          fault = fault == null ? e : fault;
        }
      }
    }
    if (fault != null) {
      // One that has given up on a record may never get over it; the next one starts afresh.
      close();
    }
    return new Sent(sent, refused, fault);
  }

  private static boolean isRefused(@Nullable Throwable failure) {
    return failure instanceof RecordTooLargeException;
  }

  private static ProducerRecord<byte[], byte[]> record(Verdict verdict) {
    Letter letter = verdict.letter();
    Reading reading = verdict.reading();
    if (reading == null) {
      throw new IllegalArgumentException("letter " + letter.id() + " holds no reading");
    }
    var record =
        new ProducerRecord<>(
            letter.topic(),
            Topics.key(reading.tenant(), reading.sensorId()).getBytes(UTF_8),
            ReadingCodec.encode(reading));
    if (letter.traceparent() != null) {
      record.headers().add(Topics.TRACEPARENT, letter.traceparent().getBytes(ISO_8859_1));
    }
    record.headers().add(DeadLetterHeaders.ID, decimal(letter.id()));
    record.headers().add(DeadLetterHeaders.ATTEMPTS, decimal(letter.attempts()));
    return record;
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(ISO_8859_1);
  }

  private Producer<byte[], byte[]> open() {
    var made = producer;
    if (made == null) {
      made = new KafkaProducer<>(properties());
      producer = made;
    }
    return made;
  }

  private Map<String, Object> properties() {
    var properties = kafka.clientProperties();
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "dead-letter-replay");
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DEADLINE_MILLIS / 2);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DEADLINE_MILLIS / 2);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DEADLINE_MILLIS);
    return properties;
  }

  @Override
  public void close() {
    var last = producer;
    producer = null;
    if (last != null) {
      last.close(CLOSE_PATIENCE);
    }
  }
}
