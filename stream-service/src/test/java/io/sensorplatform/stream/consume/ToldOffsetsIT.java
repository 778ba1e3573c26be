package io.sensorplatform.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.stream.testing.TestTopic;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A real broker, before which the first offsets of a test are held back, and refused when it says
 * so.
 */
class ToldOffsetsIT {

  private TestTopic topic;
  private TopicPartition partition;
  private KafkaConsumer<byte[], byte[]> kafka;
  private ToldOffsets told;
  private final Queue<Runnable> refusals = new ArrayDeque<>();
  private boolean holding = true;

  @BeforeEach
  void open() throws Exception {
    topic = TestTopic.create(1);
    partition = new TopicPartition(topic.name(), 0);
    var properties = TestTopic.settings().clientProperties();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, "told-" + UUID.randomUUID());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    kafka =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    kafka.assign(List.of(partition));
    told = new ToldOffsets("writer", holdingBack(kafka), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    kafka.close();
    topic.close();
  }

  /** Nothing more comes into the partition: it would seem to be behind for as long. */
  @Test
  void whatKafkaDidNotTakeIsToldAgain() {
    tell(7);
    holding = false;
    refusals.remove().run();
    awaitCommitted(7);
  }

  @Test
  void whatWasRefusedDoesNotComeAfterSomethingNewer() {
    tell(5);
    holding = false;
    tell(9);
    awaitCommitted(9);
    refusals.remove().run();
    await()
        .during(Duration.ofMillis(1_500))
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          turn();
          return committed() == 9;
        });
  }

  private void tell(long offset) {
    told.tell(
        Map.of(
            new SourcePartition(topic.name(), UUID.randomUUID(), 0),
            new OffsetAndMetadata(offset)));
  }

  private void awaitCommitted(long offset) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          turn();
          assertThat(committed()).isEqualTo(offset);
        });
  }

  /** What the loop does. */
  private void turn() {
    told.again();
    kafka.poll(Duration.ofMillis(10));
  }

  private long committed() {
    var offset = kafka.committed(Set.of(partition)).get(partition);
    return offset == null ? -1 : offset.offset();
  }

  @SuppressWarnings("unchecked")
  private Consumer<byte[], byte[]> holdingBack(Consumer<byte[], byte[]> consumer) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Consumer.class},
            (_, method, arguments) -> {
              if (!holding || !method.getName().equals("commitAsync")) {
                return method.invoke(consumer, arguments);
              }
              refusals.add(() ->
                  ((OffsetCommitCallback) arguments[1])
                      .onComplete(
                          (Map<TopicPartition, OffsetAndMetadata>) arguments[0],
                          new CoordinatorLoadInProgressException("made by a test")));
              return null;
            });
  }
}
