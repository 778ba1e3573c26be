package io.sensorplatform.stream.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.metric.FailureStage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A role: some loops of the same kind that share the topic's partitions in one consumer group. */
public final class StreamRole implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(StreamRole.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  /**
   * @param name the consumer group, and the name in health
   * @param metrics the prefix of its metrics
   * @param store the stage at which its work fails, if Kafka does not
   * @param threads how many consumers
   * @param maxPollRecords records of one poll at most
   * @param stages makes the stage of each consumer, by its number from 0
   */
  public record Plan(
      String name,
      String topic,
      String metrics,
      FailureStage store,
      int threads,
      int maxPollRecords,
      IntFunction<Stage> stages) {}

  private final Plan plan;
  private final KafkaSettings kafka;
  private final Clock clock;
  private final List<LoopState> states = new ArrayList<>();
  private final RoleMetrics metrics;
  private final List<ConsumerLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running;

  public StreamRole(Plan plan, KafkaSettings kafka, MeterRegistry registry, Clock clock) {
    this.plan = plan;
    this.kafka = kafka;
    this.clock = clock;
    for (int i = 0; i < plan.threads(); i++) {
      states.add(new LoopState(clock));
    }
    metrics = new RoleMetrics(registry, plan, states);
  }

  @Override
  public void start() {
    running = true;
    for (int i = 0; i < plan.threads(); i++) {
      var loop =
          new ConsumerLoop(
              plan.stages().apply(i),
              new KafkaConsumer<>(consumerProperties(i)),
              new TopicIds(kafka.clientProperties()),
              plan.topic(),
              states.get(i),
              metrics,
              clock,
              RandomGenerator.getDefault());
      loops.add(loop);
      // Platform threads: each is busy for its whole life, and JDBC and zstd hold their carrier.
      threads.add(Thread.ofPlatform().name(plan.name() + '-' + i).start(loop));
    }
  }

  @Override
  public void stop() {
    loops.forEach(ConsumerLoop::stop);
    for (var thread : threads) {
      try {
        if (!thread.join(STOP_PATIENCE)) {
          log.warn(
              "{} did not end within {}; its last batch stays on Kafka",
              plan.name(),
              STOP_PATIENCE);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    loops.clear();
    threads.clear();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Also its consumer group. */
  public String name() {
    return plan.name();
  }

  public String topic() {
    return plan.topic();
  }

  String metricsPrefix() {
    return plan.metrics();
  }

  List<LoopState> states() {
    return states;
  }

  private Map<String, Object> consumerProperties(int number) {
    var properties = new HashMap<String, Object>();
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000L);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, plan.maxPollRecords());
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    properties.putAll(kafka.clientProperties());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, plan.name());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, plan.name() + '-' + number);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Positions come from the role's own store; a jump that nobody decided on must be an error.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    properties.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return properties;
  }
}
