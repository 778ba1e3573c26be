package io.sensorplatform.defaults.revocation;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.reading.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the topic of revocations from its start, then follows it, in no group and without commits:
 * each process needs all of it. Starts before anything is served and waits until it has read all,
 * but no longer than the settings allow: without Kafka readings are still accepted
 * (docs/decisions/0020-revocations.md).
 */
final class RevocationReader implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RevocationReader.class);

  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration RETRY = Duration.ofMillis(500);

  /** How often to ask whether there is more, which proves that Kafka is there. */
  private static final Duration PROOF = Duration.ofSeconds(1);

  private final KafkaSettings kafka;
  private final RevocationSettings settings;
  private final RevokedTokens revoked;
  private final RevocationProgress progress;
  private final Clock clock;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  RevocationReader(
      KafkaSettings kafka,
      RevocationSettings settings,
      RevokedTokens revoked,
      RevocationProgress progress,
      Clock clock) {
    this.kafka = kafka;
    this.settings = settings;
    this.revoked = revoked;
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public void start() {
    thread = Thread.ofPlatform().name("revocations").daemon().unstarted(this::run);
    thread.start();
    try {
      if (!progress.awaitFirst(settings.startWait())) {
        progress.lost("Kafka did not answer within " + settings.startWait());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      // An interrupt would break off its goodbye to Kafka.
      current.wakeup();
    } else if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Before everything that serves requests, and after its end. */
  @Override
  public int getPhase() {
    return -1_000;
  }

  private boolean goesOn() {
    return thread == Thread.currentThread();
  }

  private void run() {
    while (goesOn()) {
      try (Consumer<byte[], byte[]> fresh = new KafkaConsumer<>(properties())) {
        consumer = fresh;
        follow(fresh);
      } catch (InterruptException | WakeupException e) {
        return;
      } catch (KafkaException e) {
        progress.lost(reason(e));
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue(Runbook.KEY, Runbook.REVOCATIONS_BEHIND)
            .setCause(e)
            .log("Reading revocations failed, trying again");
        progress.lost(e.toString());
      }
      consumer = null;
      pause(RETRY);
    }
  }

  /** Until something happens that another consumer mends. */
  private void follow(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    while (partitions.isEmpty() && goesOn()) {
      // Nothing was ever revoked: auth-service makes the topic when it first starts.
      progress.caughtUp();
      pause(RETRY);
      partitions = partitions(consumer);
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    long proven = System.nanoTime() - PROOF.toNanos();
    while (goesOn()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        apply(record);
      }
      if (System.nanoTime() - proven >= PROOF.toNanos() || !progress.isRead()) {
        proven = System.nanoTime();
        prove(consumer, partitions);
      }
    }
  }

  private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    var found = consumer.partitionsFor(Topics.REVOCATIONS, ANSWER);
    return found == null
        ? List.of()
        : found.stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
  }

  private void prove(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    revoked.expire(clock.instant());
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
      boolean all = true;
      for (TopicPartition partition : partitions) {
        all &= consumer.position(partition, ANSWER) >= ends.getOrDefault(partition, Long.MAX_VALUE);
      }
      if (all) {
        progress.caughtUp();
      }
    } catch (TimeoutException e) {
      progress.lost(reason(e));
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    // Without a value it is over: forgotten by then by our own clock.
    if (record.value() == null) {
      return;
    }
    Revocation.ofJson(record.value())
        .ifPresentOrElse(
            revocation -> {
              if (revoked.add(revocation, clock.instant())) {
                progress.applied(revocation);
              }
            },
            () ->
                log.atWarn()
                    .addKeyValue(Runbook.KEY, Runbook.REVOCATIONS_BEHIND)
                    .log(
                        "The record at offset {} of {} is no revocation that is known here",
                        record.offset(),
                        record.topic()));
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    // After an outage everything that was revoked meanwhile is waited for.
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return properties;
  }

  private static String reason(KafkaException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
