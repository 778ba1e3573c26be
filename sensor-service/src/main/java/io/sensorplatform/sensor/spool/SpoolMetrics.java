package io.sensorplatform.sensor.spool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import io.sensorplatform.sensor.spool.Damage.Kind;
import java.time.Duration;

/** What the spool counts; what it can be asked for is read by gauges. */
final class SpoolMetrics {

  private final MeterRegistry registry;
  private final Counter appended;
  private final Counter full;
  private final Counter failures;
  private final Failures ofStage;
  private final Timer duration;

  SpoolMetrics(MeterRegistry registry) {
    this.registry = registry;
    ofStage = Failures.at(registry, FailureStage.SPOOL);
    appended =
        Counter.builder("sensor.spool.appended")
            .description("Readings forced to the spool")
            .baseUnit("readings")
            .register(registry);
    full =
        Counter.builder("sensor.spool.full")
            .description("Requests refused because the spool has reached its cap or its queue's")
            .baseUnit("requests")
            .register(registry);
    failures =
        Counter.builder("sensor.spool.failures")
            .description("Writes, forces and new segments that the disk refused")
            .tag("stage", "spool")
            .register(registry);
    duration =
        Timer.builder("sensor.spool.append.duration")
            .description("From a request's readings handed to the spool until they are forced")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(100_000))
            .maximumExpectedValue(Duration.ofSeconds(10))
            .register(registry);
    for (Kind kind : Kind.values()) {
      damaged(kind, 0);
    }
  }

  void appended(int readings, long nanos) {
    appended.increment(readings);
    duration.record(Duration.ofNanos(nanos));
  }

  void full() {
    full.increment();
    ofStage.failed(FailureCategory.THROTTLED);
  }

  void failed() {
    failures.increment();
    ofStage.failed(FailureCategory.UNKNOWN);
  }

  void damaged(Kind kind) {
    damaged(kind, 1);
    ofStage.failed(FailureCategory.VALIDATION);
  }

  private void damaged(Kind kind, int places) {
    Counter.builder("sensor.spool.damaged")
        .description("Places in the spool that are not as they were written")
        .baseUnit("places")
        .tag("kind", kind.tag())
        .register(registry)
        .increment(places);
  }
}
