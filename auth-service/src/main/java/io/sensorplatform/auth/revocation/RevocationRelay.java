package io.sensorplatform.auth.revocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import io.sensorplatform.defaults.revocation.RevocationSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes what was revoked: at once when woken, and every second what another instance left. A
 * revocation is marked as published only after Kafka has it, so it may be published twice, which
 * changes nothing, but never not at all. One instance at a time does it, so the last record of a
 * thing is the last word on it.
 */
@Component
class RevocationRelay extends BackgroundJob {

  private static final Logger log = LoggerFactory.getLogger(RevocationRelay.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int BATCH = 500;

  /** Verifiers forget by their own clocks, which may be behind. */
  private static final Duration BURY_AFTER = Duration.ofMinutes(10);

  private final RevocationOutbox outbox;
  private final KafkaSettings kafka;
  private final RevocationSettings settings;
  private final Clock clock;
  private final TransactionTemplate transaction;
  private final Counter published;
  private final Failures ofKafka;
  private final Failures ofStore;
  private final Semaphore woken = new Semaphore(0);
  private volatile @Nullable Instant waitingSince;
  private boolean failing;

  RevocationRelay(
      RevocationOutbox outbox,
      KafkaSettings kafka,
      RevocationSettings settings,
      Clock clock,
      MeterRegistry meters,
      PlatformTransactionManager transactions) {
    super(Thread.ofVirtual().name("revocation-relay"));
    this.outbox = outbox;
    this.kafka = kafka;
    this.settings = settings;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
    this.ofKafka = Failures.at(meters, FailureStage.KAFKA);
    this.ofStore = Failures.at(meters, FailureStage.POSTGRES);
    this.published =
        Counter.builder("sensor.auth.revocations.published")
            .description("Revocations that were published, counted again if published again")
            .register(meters);
    TimeGauge.builder(
            "sensor.auth.revocations.unpublished.age", this::oldestMillis, TimeUnit.MILLISECONDS)
        .description("Age of the oldest revocation that the verifiers were not told; 0: told all")
        .register(meters);
  }

  /** There is something to publish. */
  void wake() {
    // From here on, so that its age grows also if nobody wakes.
    if (waitingSince == null) {
      waitingSince = clock.instant();
    }
    woken.release();
  }

  @Override
  public void start() {
    if (settings.enabled()) {
      super.start();
    }
  }

  @Override
  protected void hurry(Thread thread) {
    thread.interrupt();
  }

  /** Before the web server starts, and after its last request. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  protected void run(Ending ending) throws InterruptedException {
    while (!ending.hasCome()) {
      try (var producer = new RevocationProducer(kafka)) {
        RevocationsTopic.ensure(kafka);
        // The topic may have lost what was published: it tells all again.
        transaction.executeWithoutResult(status -> outbox.publishAgain(clock.instant()));
        while (!ending.hasCome()) {
          relay(producer);
          woken.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
          woken.drainPermits();
        }
      } catch (InterruptException e) {
        return;
      } catch (ExecutionException | TimeoutException | KafkaException e) {
        ofKafka.failed(e);
        ofKafka.retried(e);
        failed(e);
      } catch (NestedRuntimeException e) {
        ofStore.failed(e);
        ofStore.retried(e);
        if (!StoreOutage.is(e)) {
          log.atError()
              .addKeyValue(Runbook.KEY, Runbook.REVOCATIONS_BEHIND)
              .setCause(e)
              .log("Publishing revocations failed, trying again");
        }
      } catch (RuntimeException e) {
        log.atError()
            .addKeyValue(Runbook.KEY, Runbook.REVOCATIONS_BEHIND)
            .setCause(e)
            .log("Publishing revocations failed, trying again");
      }
      pause();
    }
  }

  private void relay(RevocationProducer producer) throws ExecutionException, InterruptedException {
    int sent;
    do {
      sent = publish(producer);
      waitingSince = outbox.oldestUnpublished().orElse(null);
    } while (sent == BATCH);
    if (failing) {
      failing = false;
      log.info("Revocations are published again");
    }
  }

  private int publish(RevocationProducer producer) throws ExecutionException, InterruptedException {
    var done =
        transaction.execute(status -> {
          if (!outbox.lock()) {
            return Sent.of(0);
          }
          Instant now = clock.instant();
          try {
            List<RevocationOutbox.Row> rows = outbox.unpublished(BATCH);
            if (!rows.isEmpty()) {
              producer.send(rows, false);
              outbox.published(rows, now);
            }
            bury(producer, now.minus(BURY_AFTER));
            return Sent.of(rows.size());
          } catch (ExecutionException | InterruptedException e) {
            status.setRollbackOnly();
            return new Sent(0, e);
          }
        });
    switch (done.failure()) {
      case null -> published.increment(done.count());
      case InterruptedException e -> throw e;
      case ExecutionException e -> throw e;
      default -> throw new IllegalStateException(done.failure());
    }
    return done.count();
  }

  private record Sent(int count, @Nullable Exception failure) {

    static Sent of(int count) {
      return new Sent(count, null);
    }
  }

  private void bury(RevocationProducer producer, Instant time)
      throws ExecutionException, InterruptedException {
    List<RevocationOutbox.Row> over = outbox.over(time, BATCH);
    if (!over.isEmpty()) {
      producer.send(over, true);
      outbox.delete(over);
    }
    outbox.deleteReplaced(time);
  }

  private void failed(Exception e) {
    if (!failing) {
      failing = true;
      Throwable cause = e.getCause() == null ? e : e.getCause();
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.REVOCATIONS_BEHIND)
          .log("Revocations cannot be published, trying again: {}", cause.toString());
    }
    try {
      waitingSince = outbox.oldestUnpublished().orElse(null);
    } catch (NestedRuntimeException store) {
      // Known from before.
    }
  }

  private double oldestMillis() {
    Instant since = waitingSince;
    return since == null ? 0 : Math.max(0, Duration.between(since, clock.instant()).toMillis());
  }

  private void pause() throws InterruptedException {
    woken.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }
}
