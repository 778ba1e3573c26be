package io.sensorplatform.stream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of its own for one test, on a real broker. */
public final class TestTopic implements AutoCloseable {

  private final String name;
  private final Admin admin = Admin.create(settings().clientProperties());
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(
          settings().clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());

  private TestTopic(String name) {
    this.name = name;
  }

  public static TestTopic create(int partitions) throws Exception {
    return create("readings-" + UUID.randomUUID(), partitions);
  }

  public static TestTopic create(String name, int partitions) throws Exception {
    var topic = new TestTopic(name);
    topic.make(partitions);
    return topic;
  }

  /** One that somebody else makes. */
  public static TestTopic existing(String name) {
    return new TestTopic(name);
  }

  public static KafkaSettings settings() {
    return new KafkaSettings(
        EmbeddedServers.kafka().bootstrapServers(), 10, (short) 1, (short) 1, Map.of());
  }

  public String name() {
    return name;
  }

  public void make(int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    // Until each leader serves: if it turns the first of several batches in flight away and takes
    // the
    // next, the idempotent producer never gets the first one in.
    var served = new HashMap<TopicPartition, OffsetSpec>();
    for (int partition = 0; partition < partitions; partition++) {
      served.put(new TopicPartition(name, partition), OffsetSpec.latest());
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> admin.listOffsets(served).all().get().size() == partitions);
  }

  public void delete() throws Exception {
    admin.deleteTopics(List.of(name)).all().get();
  }

  /** As retention does. */
  public void deleteBefore(int partition, long offset) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(name, partition), RecordsToDelete.beforeOffset(offset)))
        .all()
        .get();
  }

  public void send(List<Reading> readings) throws Exception {
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (var reading : readings) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  name,
                  Topics.key(reading.tenant(), reading.sensorId()).getBytes(UTF_8),
                  ReadingCodec.encode(reading))));
    }
    for (var one : sent) {
      one.get();
    }
  }

  public RecordMetadata send(int partition, byte[] value, @Nullable String traceparent)
      throws Exception {
    var record = new ProducerRecord<byte[], byte[]>(name, partition, null, value);
    if (traceparent != null) {
      record.headers().add(Topics.TRACEPARENT, traceparent.getBytes(UTF_8));
    }
    return producer.send(record).get();
  }

  /** A record as anybody could put it there, with these headers. */
  public RecordMetadata send(
      byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers)
      throws Exception {
    var record = new ProducerRecord<byte[], byte[]>(name, key, value);
    headers.forEach((header, text) -> record.headers().add(header, text.getBytes(UTF_8)));
    return producer.send(record).get();
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
