package io.sensorplatform.stream.store;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What the writer did. */
final class StoreMetrics {

  private final Counter rows;
  private final Counter replaced;
  private final Map<DeadLetter.Reason, Counter> deadLetters =
      new EnumMap<>(DeadLetter.Reason.class);
  private final Freshness freshness;
  private final Failures failures;
  private final Timer duration;
  private final DistributionSummary size;

  StoreMetrics(MeterRegistry registry, Clock clock) {
    freshness = new Freshness(registry, clock);
    failures = Failures.at(registry, FailureStage.POSTGRES);
    rows =
        Counter.builder("sensor.store.rows")
            .description("Readings stored as new rows")
            .register(registry);
    replaced =
        Counter.builder("sensor.store.replaced")
            .description("Readings that replaced an earlier one of the same sensor and instant")
            .register(registry);
    for (var reason : DeadLetter.Reason.values()) {
      deadLetters.put(
          reason,
          Counter.builder("sensor.dead_letters")
              .description("Records that can never be stored")
              .tag("reason", reason.code())
              .register(registry));
    }
    duration =
        Timer.builder("sensor.store.batch.duration")
            .description("Time to store a batch")
            .publishPercentileHistogram()
            .register(registry);
    size =
        DistributionSummary.builder("sensor.store.batch.size")
            .description("Records of a stored batch")
            .register(registry);
  }

  void stored(Batch batch, BatchStore.Outcome outcome, Duration took) {
    rows.increment(outcome.inserted());
    replaced.increment(outcome.replaced());
    for (var letter : outcome.deadLetters()) {
      requireNonNull(deadLetters.get(letter.reason())).increment();
    }
    if (!outcome.deadLetters().isEmpty()) {
      failures.failed(FailureCategory.VALIDATION, outcome.deadLetters().size());
    }
    freshness.stored(batch.rows());
    duration.record(took);
    size.record(batch.records());
  }
}
