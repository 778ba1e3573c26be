package io.sensorplatform.stream.consume;

import io.sensorplatform.stream.consume.LoopState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer and its thread: poll, hand the records to the stage, let it finish. A fault pauses
 * all partitions and keeps polling, so that the group does not take them away, until the stage's
 * work succeeds; nothing is skipped.
 */
final class ConsumerLoop implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);
  private static final long LONGEST_POLL_MILLIS = 500;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final long KAFKA_WAIT_MILLIS = 1_000;
  private static final long LONGEST_SILENCE_MILLIS = 10_000;

  private final Stage stage;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicIds topicIds;
  private final String topic;
  private final TopicWatch watch;
  private final Assignment assignment;
  private final LoopState state;
  private final RoleMetrics metrics;
  private final Clock clock;
  private final Backoff backoff;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private boolean prepared;
  private boolean paused;
  private long waitUntil;
  private long pollDue;

  ConsumerLoop(
      Stage stage,
      Consumer<byte[], byte[]> consumer,
      TopicIds topicIds,
      String topic,
      LoopState state,
      RoleMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this.stage = stage;
    this.consumer = consumer;
    this.topicIds = topicIds;
    this.topic = topic;
    this.state = state;
    this.metrics = metrics;
    this.clock = clock;
    this.watch = new TopicWatch(topicIds, topic, clock);
    this.assignment = new Assignment(consumer, stage, topicIds, metrics);
    this.backoff = new Backoff(random);
  }

  @Override
  public void run() {
    try (topicIds;
        stage) {
      consumer.subscribe(List.of(topic), assignment);
      while (stopping.getCount() > 0) {
        step();
      }
      finishBeforeStop();
      // Leaves the group, which releases the partitions.
      consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
      state.ended(Phase.STOPPED, null);
    } catch (RuntimeException | Error e) {
      state.ended(Phase.DEAD, e.toString());
      log.error("{} has died", stage.role(), e);
      consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
    }
  }

  /** Makes the loop end soon; returns at once. */
  void stop() {
    stopping.countDown();
    consumer.wakeup();
  }

  private void step() {
    try {
      if (clock.millis() < waitUntil) {
        pollPaused();
      } else {
        work();
        if (backoff.failures() > 0) {
          log.info("{} goes on after {} failed attempts", stage.role(), backoff.failures());
          backoff.reset();
        }
      }
    } catch (WakeupException e) {
      log.debug("{} was woken to stop", stage.role());
    } catch (FencedException e) {
      log.warn("{}: {}; reading the positions again", stage.role(), e.getMessage());
      assignment.restart(onKafka(e.partitions()));
    } catch (OffsetOutOfRangeException e) {
      assignment.restart(e.partitions());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.countDown();
    } catch (Exception e) {
      failed(e);
    }
  }

  private void work() throws Exception {
    if (!prepared) {
      stage.prepare();
      prepared = true;
    }
    watchTopic();
    if (assignment.place() || paused) {
      consumer.resume(assignment.placed());
      paused = false;
    }
    var patience = stage.patience();
    if (!patience.isZero()) {
      take(Math.min(patience.toMillis() + 1, LONGEST_POLL_MILLIS));
    } else if (clock.millis() >= pollDue) {
      // Work upon work: the group must hear that this consumer lives.
      pollPaused();
    }
    if (stage.patience().isZero()) {
      tell(stage.finish());
    }
    state.running(
        watch.fault(),
        assignment.placed().stream().map(TopicPartition::toString).sorted().toList(),
        lag(),
        stage.pending());
  }

  private void take(long pollMillis) throws Exception {
    var records = consumer.poll(Duration.ofMillis(pollMillis));
    pollDue = clock.millis() + LONGEST_SILENCE_MILLIS;
    for (var partition : records.partitions()) {
      var source = assignment.source(partition);
      if (source == null) {
        continue;
      }
      try {
        stage.take(source, records.records(partition));
      } catch (Exception e) {
        // The consumer stands behind all of these records; only the stored positions are true now.
        assignment.restart(records.partitions());
        throw e;
      }
    }
  }

  private void watchTopic() {
    var before = watch.fault();
    var topicId = watch.news();
    var fault = watch.fault();
    if (before == null && fault != null) {
      log.warn("{} waits for {}", stage.role(), fault);
    } else if (before != null && fault == null) {
      log.info("{}: Kafka answers again", stage.role());
    }
    if (topicId != null && assignment.isOtherTopic(topicId)) {
      log.warn("{}: the topic {} was made anew", stage.role(), topic);
      assignment.restart(assignment.placed());
    }
  }

  private void pollPaused() {
    consumer.pause(consumer.assignment());
    paused = true;
    long wait = Math.min(waitUntil - clock.millis(), LONGEST_POLL_MILLIS);
    consumer.poll(Duration.ofMillis(Math.max(wait, 1)));
    pollDue = clock.millis() + LONGEST_SILENCE_MILLIS;
  }

  private void failed(Exception e) {
    metrics.retried();
    var wait = backoff.next().toMillis();
    boolean kafka = e instanceof KafkaException || e.getCause() instanceof KafkaException;
    // Kafka's own client waits and reconnects by itself: look again soon.
    waitUntil = clock.millis() + (kafka ? KAFKA_WAIT_MILLIS : wait);
    var reason = reason(e);
    state.failed(backoff.failures(), reason);
    log.warn(
        "{} waits {} ms after failed attempt {}: {}",
        stage.role(),
        waitUntil - clock.millis(),
        backoff.failures(),
        reason,
        backoff.failures() == 1 && !kafka ? e : null);
    if (kafka) {
      try {
        stopping.await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        stopping.countDown();
      }
    }
  }

  private void finishBeforeStop() {
    if (backoff.failures() > 0) {
      return;
    }
    try {
      tell(stage.finishBeforeStop());
    } catch (Exception e) {
      log.warn(
          "{} stops without its last batch, which stays on Kafka: {}", stage.role(), reason(e));
    }
  }

  /** For lag tools only; what counts is stored by the stage. */
  private void tell(Map<SourcePartition, OffsetAndMetadata> finished) {
    if (finished.isEmpty()) {
      return;
    }
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    finished.forEach((source, offset) -> offsets.put(source.onKafka(), offset));
    consumer.commitAsync(
        offsets,
        (ignored, e) -> {
          if (e != null) {
            log.debug("{} could not tell its offsets to Kafka", stage.role(), e);
          }
        });
  }

  private long lag() {
    long lag = 0;
    for (var partition : assignment.placed()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    return lag;
  }

  private static List<TopicPartition> onKafka(Iterable<SourcePartition> sources) {
    var partitions = new ArrayList<TopicPartition>();
    sources.forEach(source -> partitions.add(source.onKafka()));
    return partitions;
  }

  private static String reason(Throwable e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
