package io.sensorplatform.sensor.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How publishing goes; tells the log when it begins to fail and when it works again. */
@Component
final class PublishMetrics {

  private static final Logger log = LoggerFactory.getLogger(PublishMetrics.class);

  private final MeterRegistry registry;
  private final Failures failures;
  private final Timer duration;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile FailureCategory lastFailure = FailureCategory.UNKNOWN;

  PublishMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.failures = Failures.at(registry, FailureStage.KAFKA);
    this.duration =
        Timer.builder("sensor.publish.duration")
            .description("From the first reading handed to the producer until all are acknowledged")
            .register(registry);
    for (FailureCategory category : FailureCategory.values()) {
      failures(category);
    }
  }

  void acknowledged(long nanos) {
    duration.record(Duration.ofNanos(nanos));
    if (failing.get() && failing.compareAndSet(true, false)) {
      log.info("Kafka acknowledges readings again");
    }
  }

  /** Why Kafka did not acknowledge the last time. */
  FailureCategory lastFailure() {
    return lastFailure;
  }

  void failed(NotReplicatedException failure) {
    lastFailure = failure.category();
    failures(failure.category()).increment();
    failures.failed(failure.category());
    if (failing.compareAndSet(false, true)) {
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.KAFKA_UNREACHABLE)
          .log(
              "Kafka does not acknowledge readings ({}): {}",
              failure.category().tag(),
              String.valueOf(failure.getCause()));
    }
  }

  private Counter failures(FailureCategory category) {
    return Counter.builder("sensor.publish.failures")
        .description("Requests whose readings Kafka did not acknowledge in time")
        .baseUnit("requests")
        .tag("stage", "kafka")
        .tag("category", category.tag())
        .register(registry);
  }
}
