package io.sensorplatform.stream.lag;

import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lag of one role, as Kafka tells it: where the log ends, less the offset that the role told
 * Kafka last, and the age of the record at that offset. So it is known while the role waits for its
 * store, or has no position yet, and each instance of the service tells the same.
 *
 * <p>While Kafka does not answer the last numbers stay, and the ages grow. Of one thread.
 */
final class RoleLag implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RoleLag.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_PATIENCE = Duration.ofSeconds(2);

  /**
   * @param next the first offset that the role has not done
   * @param oldestMillis time of the record there; the far future if there is none
   */
  private record Position(long next, long records, long oldestMillis) {
    static final Position UNKNOWN = new Position(-1, 0, Long.MAX_VALUE);
  }

  private final String role;
  private final String topic;
  private final KafkaSettings kafka;
  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<Integer, Position> positions = new ConcurrentHashMap<>();
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  RoleLag(String role, String topic, KafkaSettings kafka, MeterRegistry registry, Clock clock) {
    this.role = role;
    this.topic = topic;
    this.kafka = kafka;
    this.registry = registry;
    this.clock = clock;
    // Until Kafka tells how many there are, so that the metrics are there from the start on.
    for (int partition = 0; partition < kafka.partitions(); partition++) {
      register(partition);
    }
  }

  String name() {
    return role;
  }

  void sample() {
    try {
      sample(consumer());
    } catch (KafkaException e) {
      log.debug("The lag of {} is not known", role, e);
    }
  }

  @Override
  public void close() {
    var open = consumer;
    if (open != null) {
      open.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }

  private void sample(KafkaConsumer<byte[], byte[]> consumer) {
    Set<TopicPartition> partitions =
        consumer.partitionsFor(topic, TIMEOUT).stream()
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .collect(toSet());
    consumer.assign(partitions);
    var ends = consumer.endOffsets(partitions, TIMEOUT);
    var firsts = consumer.beginningOffsets(partitions, TIMEOUT);
    var told = consumer.committed(partitions, TIMEOUT);
    var moved = new HashSet<TopicPartition>();
    for (var partition : partitions) {
      register(partition.partition());
      long first = Objects.requireNonNull(firsts.get(partition));
      var committed = told.get(partition);
      long next = committed == null ? first : Math.max(first, committed.offset());
      long records = Math.max(0, Objects.requireNonNull(ends.get(partition)) - next);
      var before = position(partition.partition());
      long oldest = records == 0 ? Long.MAX_VALUE : before.oldestMillis();
      positions.put(partition.partition(), new Position(next, records, oldest));
      if (records > 0 && (before.next() != next || oldest == Long.MAX_VALUE)) {
        moved.add(partition);
      }
    }
    for (var partition : partitions) {
      // Also of those that are not read: one without a position would be an error.
      consumer.seek(partition, position(partition.partition()).next());
    }
    consumer.pause(partitions);
    readTimes(consumer, moved);
  }

  /** One record of each partition; what does not come in time keeps the time that it had. */
  private void readTimes(KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
    var missing = new HashSet<>(partitions);
    consumer.resume(missing);
    long deadline = System.nanoTime() + READ_PATIENCE.toNanos();
    while (!missing.isEmpty() && System.nanoTime() < deadline) {
      for (var record : consumer.poll(Duration.ofMillis(100))) {
        var partition = new TopicPartition(record.topic(), record.partition());
        if (missing.remove(partition)) {
          var known = position(record.partition());
          positions.put(
              record.partition(), new Position(known.next(), known.records(), record.timestamp()));
          consumer.pause(Set.of(partition));
        }
      }
    }
    consumer.pause(missing);
  }

  private Position position(int partition) {
    return positions.getOrDefault(partition, Position.UNKNOWN);
  }

  private void register(int partition) {
    if (positions.putIfAbsent(partition, Position.UNKNOWN) != null) {
      return;
    }
    String tag = Integer.toString(partition);
    Gauge.builder("sensor.consumer.lag", this, lag -> lag.position(partition).records())
        .tag("role", role)
        .tag("partition", tag)
        .register(registry);
    Gauge.builder("sensor.consumer.lag.age", this, lag -> lag.ageSeconds(partition))
        .tag("role", role)
        .tag("partition", tag)
        .register(registry);
  }

  private double ageSeconds(int partition) {
    return Math.max(0, clock.millis() - position(partition).oldestMillis()) / 1e3;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var open = consumer;
    if (open == null) {
      open = new KafkaConsumer<>(properties());
      consumer = open;
    }
    return open;
  }

  private Map<String, Object> properties() {
    var properties = kafka.clientProperties();
    // Asks for the group's offsets; is no member of it, and commits nothing.
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, role);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, role + "-lag");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    // One of a partition is enough, and then it is paused.
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16_384);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    properties.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    properties.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return properties;
  }
}
