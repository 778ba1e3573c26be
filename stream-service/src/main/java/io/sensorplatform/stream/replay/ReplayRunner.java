package io.sensorplatform.stream.replay;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.stream.deadletter.DeadLetterMetrics;
import io.sensorplatform.stream.deadletter.DeadLetterSettings;
import io.sensorplatform.stream.deadletter.Verdicts;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Takes replays that nobody works on, and works on a few at once. */
final class ReplayRunner implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ReplayRunner.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final long LONGEST_WAIT_MILLIS = 1_000;

  private final ReplayLease lease;
  private final ReplayWork work;
  private final Verdicts verdicts;
  private final DeadLetterMetrics metrics;
  private final KafkaSettings kafka;
  private final DeadLetterSettings settings;
  private final Map<Long, Thread> runs = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private CountDownLatch stopping = new CountDownLatch(0);
  private @Nullable Thread thread;

  ReplayRunner(
      ReplayLease lease,
      ReplayWork work,
      Verdicts verdicts,
      DeadLetterMetrics metrics,
      KafkaSettings kafka,
      DeadLetterSettings settings) {
    this.lease = lease;
    this.work = work;
    this.verdicts = verdicts;
    this.metrics = metrics;
    this.kafka = kafka;
    this.settings = settings;
  }

  /** Look now: there is a new one. */
  void wake() {
    news.release();
  }

  @Override
  public synchronized void start() {
    stopping = new CountDownLatch(1);
    var latch = stopping;
    thread = Thread.ofVirtual().name("replays").start(() -> look(latch));
  }

  @Override
  public synchronized void stop() {
    stopping.countDown();
    wake();
    var looking = thread;
    thread = null;
    try {
      if (looking != null) {
        looking.join(STOP_PATIENCE);
      }
      for (var run : runs.values()) {
        run.join(STOP_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }

  private void look(CountDownLatch latch) {
    try {
      while (latch.getCount() > 0) {
        try {
          if (!runs.isEmpty()) {
            lease.heartbeat();
          }
          while (runs.size() < settings.concurrentReplays() && begun(latch)) {
            log.debug("{} replays run", runs.size());
          }
        } catch (RuntimeException e) {
          log.debug("PostgreSQL could not be asked for replays", e);
        }
        long wait = Math.min(settings.replayLease().toMillis() / 4, LONGEST_WAIT_MILLIS);
        if (news.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean begun(CountDownLatch latch) {
    var found = lease.take(Set.copyOf(runs.keySet()), settings.replayLease());
    found.ifPresent(replay -> {
      var run =
          Thread.ofVirtual().name("replay-" + replay.id()).unstarted(() -> run(replay, latch));
      runs.put(replay.id(), run);
      run.start();
    });
    return found.isPresent();
  }

  private void run(Replay replay, CountDownLatch latch) {
    try (var producer = new ReplayProducer(kafka)) {
      new ReplayRun(replay, lease, work, verdicts, producer, metrics, latch).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      try {
        lease.release(replay.id());
      } catch (RuntimeException e) {
        log.debug("replay {} is taken over when its lease has ended", replay.id(), e);
      }
      runs.remove(replay.id());
      wake();
    }
  }
}
