package io.sensorplatform.stream.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the ledger's metrics again and again; while it cannot, they keep their last values. */
final class LedgerSampler extends BackgroundJob {

  private static final Logger log = LoggerFactory.getLogger(LedgerSampler.class);

  /** A longer backlog is not read every few seconds only to tell whose it is. */
  private static final long TAIL_RECORDS = 10_000;

  private final LedgerBook book;
  private final LedgerSettings settings;
  private final Clock clock;
  private volatile double difference = Double.NaN;
  private volatile double inFlight = Double.NaN;

  LedgerSampler(LedgerBook book, LedgerSettings settings, Clock clock, MeterRegistry registry) {
    super(Thread.ofVirtual().name("ledger-sampler"));
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
  protected void run(Ending ending) throws InterruptedException {
    while (!ending.comesWithin(settings.sampleInterval())) {
      sample();
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
