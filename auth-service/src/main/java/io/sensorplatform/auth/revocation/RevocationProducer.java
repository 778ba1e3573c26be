package io.sensorplatform.auth.revocation;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.reading.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends revocations in order and waits until they are durable. */
final class RevocationProducer implements AutoCloseable {

  private static final int ANSWER_MILLIS = 2_000;

  /** While it goes on, a connection to the database is held. */
  private static final int DELIVERY_MILLIS = 4_000;

  private final Producer<byte[], byte[]> producer;

  RevocationProducer(KafkaSettings kafka) {
    this.producer = new KafkaProducer<>(properties(kafka));
  }

  /**
   * @param buried whether these are over: what is kept of them in the topic goes
   * @throws ExecutionException if any of them may not be there
   */
  void send(List<RevocationOutbox.Row> rows, boolean buried)
      throws ExecutionException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (RevocationOutbox.Row row : rows) {
      byte @Nullable [] value = buried ? null : row.revocation().toJson();
      sent.add(
          producer.send(
              new ProducerRecord<>(Topics.REVOCATIONS, row.revocation().recordKey(), value)));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  private static Map<String, Object> properties(KafkaSettings kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "auth-service");
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return properties;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
