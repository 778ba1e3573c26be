package io.sensorplatform.auth.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Goes out with what is due, some at a time, and notes what came of each. */
@Component
class DeliveryRounds {

  private static final Logger log = LoggerFactory.getLogger(DeliveryRounds.class);

  private static final int TOGETHER = 20;

  /** After the answer's timeout: for names, connections and TLS. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Deliveries deliveries;
  private final Courier courier;
  private final DeliverySettings settings;
  private final Clock clock;
  private final MeterRegistry meters;
  private final AtomicLong waiting = new AtomicLong();

  DeliveryRounds(
      Deliveries deliveries,
      Courier courier,
      DeliverySettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.deliveries = deliveries;
    this.courier = courier;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
    Gauge.builder("sensor.auth.webhooks.waiting", waiting, AtomicLong::get)
        .description("Deliveries to webhooks that wait for an attempt; the same on each instance")
        .register(meters);
    for (String result : List.of("delivered", "failed", "retried")) {
      attempts(result);
    }
  }

  @Scheduled(
      fixedDelayString = "${platform.auth.webhooks.interval:2s}",
      initialDelayString = "${platform.auth.webhooks.interval:2s}")
  void go() throws InterruptedException {
    try {
      List<Deliveries.Claimed> claimed = claim();
      while (!claimed.isEmpty()) {
        send(claimed);
        claimed = claimed.size() < TOGETHER ? List.of() : claim();
      }
      waiting.set(deliveries.waiting());
    } catch (NestedRuntimeException e) {
      if (!StoreOutage.is(e)) {
        throw e;
      }
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.WEBHOOKS_FAILING)
          .log("Could not look for deliveries to webhooks; trying again later");
    }
  }

  @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.HOURS)
  void forget() {
    deliveries.deleteBefore(clock.instant().minus(settings.retention()));
  }

  private List<Deliveries.Claimed> claim() {
    // If we end meanwhile, another instance goes on once nobody can be at it any more.
    Duration lease = settings.timeout().plus(MARGIN).multipliedBy(2);
    return deliveries.claim(clock.instant(), lease, TOGETHER);
  }

  private void send(List<Deliveries.Claimed> claimed) throws InterruptedException {
    List<Callable<Courier.Outcome>> attempts =
        claimed.stream().map(one -> (Callable<Courier.Outcome>) () -> courier.take(one)).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Courier.Outcome>> outcomes =
          threads.invokeAll(
              attempts, settings.timeout().plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < claimed.size(); i++) {
        note(claimed.get(i), outcome(outcomes.get(i)));
      }
    }
  }

  private static Courier.Outcome outcome(Future<Courier.Outcome> attempt)
      throws InterruptedException {
    try {
      return attempt.get();
    } catch (CancellationException e) {
      return new Courier.Outcome(false, false, "no answer in time");
    } catch (ExecutionException e) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.WEBHOOKS_FAILING)
          .setCause(e.getCause())
          .log("An attempt to deliver to a webhook failed by a fault of ours");
      return new Courier.Outcome(false, false, "a fault of the platform");
    }
  }

  private void note(Deliveries.Claimed delivery, Courier.Outcome outcome) {
    Instant now = clock.instant();
    if (outcome.delivered()) {
      deliveries.finish(delivery, "delivered", now, outcome.told());
      count("delivered");
    } else if (outcome.hopeless() || delivery.attempts() > settings.retries().size()) {
      deliveries.finish(delivery, "failed", now, outcome.told());
      count("failed");
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.WEBHOOKS_FAILING)
          .log(
              "Delivery {} to webhook {} failed for good after {} attempts: {}",
              delivery.deliveryId(),
              delivery.webhookId(),
              delivery.attempts(),
              outcome.told());
    } else {
      Duration wait = settings.retries().get(delivery.attempts() - 1);
      // Spread, or a receiver that comes back gets all at once.
      Duration jittered =
          wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 10 + 1));
      deliveries.finish(delivery, "waiting", now.plus(jittered), outcome.told());
      count("retried");
    }
  }

  private void count(String result) {
    attempts(result).increment();
  }

  private Counter attempts(String result) {
    return meters.counter("sensor.auth.webhooks.deliveries", "result", result);
  }
}
