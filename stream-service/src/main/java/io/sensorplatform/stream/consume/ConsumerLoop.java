package io.sensorplatform.stream.consume;

import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.stream.consume.LoopState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer and its thread: poll, hand the records to the stage, let it finish. A fault pauses
 * all partitions, or those it touches if the stage can tell, and keeps polling, so that the group
 * does not take them away, until the stage's work succeeds; nothing is skipped.
 */
final class ConsumerLoop implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);
  private static final long LONGEST_POLL_MILLIS = 500;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
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
  private final ToldOffsets told;
  private final FailedPartitions failed;
  private final Pause pause;
  private final LoopLag lag;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private boolean prepared;
  private boolean paused;
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
    this.told = new ToldOffsets(stage.role(), consumer, clock);
    this.watch = new TopicWatch(topicIds, topic, clock);
    this.failed = new FailedPartitions(stage.role(), clock, random);
    this.assignment = new Assignment(consumer, stage, topicIds, failed, metrics);
    this.pause = new Pause(stage.role(), state, clock, random);
    this.lag = new LoopLag(consumer, clock);
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
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.SERVICE_DOWN)
          .setCause(e)
          .log("{} has died", stage.role());
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
      if (pause.leftMillis() > 0) {
        pollPaused();
        lag.asked().ifPresent(records -> state.behind(records, stage.pending()));
      } else {
        work();
        pause.succeeded();
      }
    } catch (WakeupException e) {
      log.debug("{} was woken to stop", stage.role());
    } catch (FencedException e) {
      log.warn("{}: {}; reading the positions again", stage.role(), e.getMessage());
      assignment.restart(onKafka(e.partitions()));
    } catch (PartitionsFailedException e) {
      pause.succeeded();
      leaveOut(e);
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
    told.again();
    state.running(
        watch.fault(),
        assignment.placed().stream().map(TopicPartition::toString).sorted().toList(),
        lag.taken(assignment.placed()),
        stage.pending(),
        failed.now());
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
    long wait = Math.min(pause.leftMillis(), LONGEST_POLL_MILLIS);
    consumer.poll(Duration.ofMillis(Math.max(wait, 1)));
    pollDue = clock.millis() + LONGEST_SILENCE_MILLIS;
  }

  private void failed(Exception e) {
    metrics.retried(e);
    pause.failed(e);
    if (Pause.isOfKafka(e)) {
      try {
        stopping.await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        stopping.countDown();
      }
    }
  }

  private void leaveOut(PartitionsFailedException e) {
    tell(e.finished());
    e.failures()
        .forEach((source, cause) -> {
          metrics.retried(cause);
          failed.failed(source.onKafka(), Pause.reason(cause));
        });
    assignment.restart(onKafka(e.failures().keySet()));
  }

  private void finishBeforeStop() {
    if (pause.isFailing()) {
      return;
    }
    try {
      tell(stage.finishBeforeStop());
    } catch (Exception e) {
      log.warn(
          "{} stops without its last batch, which stays on Kafka: {}",
          stage.role(),
          Pause.reason(e));
    }
  }

  private void tell(Map<SourcePartition, OffsetAndMetadata> finished) {
    told.tell(finished);
    failed.succeeded(onKafka(finished.keySet()));
  }

  private static List<TopicPartition> onKafka(Iterable<SourcePartition> sources) {
    var partitions = new ArrayList<TopicPartition>();
    sources.forEach(source -> partitions.add(source.onKafka()));
    return partitions;
  }
}
