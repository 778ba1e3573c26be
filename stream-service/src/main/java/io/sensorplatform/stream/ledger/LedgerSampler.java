package io.sensorplatform.stream.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Takes the ledger's metrics again and again; while it cannot, they keep their last values. */
final class LedgerSampler implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LedgerSampler.class);

  /** A longer backlog is not read every few seconds only to tell whose it is. */
  private static final long TAIL_RECORDS = 10_000;

  private final LedgerBook book;
  private final LedgerSettings settings;
  private final Clock clock;
  private volatile double difference = Double.NaN;
  private volatile double inFlight = Double.NaN;
  private volatile @Nullable CountDownLatch stopping;

  LedgerSampler(LedgerBook book, LedgerSettings settings, Clock clock, MeterRegistry registry) {
    this.book = book;
    this.settings = settings;
    this.clock = clock;
    Gauge.builder("sensor.ledger.difference", this, sampler -> sampler.difference)
        .description("Readings that are neither stored, replaced, dead-lettered nor in flight")
        .register(registry);
    Gauge.builder("sensor.ledger.in.flight", this, sampler -> sampler.inFlight)
        .description("Readings accepted and not yet processed, on Kafka or in spools")
        .register(registry);
  }

  @Override
  public void start() {
    var stop = new CountDownLatch(1);
    stopping = stop;
    Thread.ofVirtual().name("ledger-sampler").start(() -> run(stop));
  }

  @Override
  public void stop() {
    var stop = stopping;
    if (stop != null) {
      stop.countDown();
      stopping = null;
    }
  }

  @Override
  public boolean isRunning() {
    return stopping != null;
  }

  private void run(CountDownLatch stop) {
    try {
      while (!stop.await(settings.sampleInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        sample();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    try {
      var now = clock.instant();
      var hours = Duration.ofHours(settings.sampleHours());
      var totals =
          book.balance(new LedgerRequest(null, now.minus(hours), now.plus(hours)), TAIL_RECORDS)
              .totals();
      inFlight = totals.inFlight();
      Long missing = totals.difference();
      if (missing != null) {
        if (missing > 0 && !(difference >= missing)) {
          log.atError()
              .addKeyValue(Runbook.KEY, Runbook.DURABILITY_LEDGER_DIFFERENCE)
              .log("The ledger misses {} readings; see ./platform ledger", missing);
        }
        difference = missing;
      }
    } catch (RuntimeException e) {
      // PostgreSQL away or the like: the writer tells of that.
      log.debug("No sample of the ledger", e);
    }
  }
}
