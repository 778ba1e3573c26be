package io.sensorplatform.defaults.problem;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;

/** Counts requests that failed since a store behind the service does not answer. */
final class Outages {

  private final MeterRegistry registry;

  Outages(MeterRegistry registry) {
    this.registry = registry;
  }

  void count(ProblemCode code) {
    switch (code) {
      case STORE_UNAVAILABLE -> count(FailureStage.POSTGRES, code);
      case KAFKA_UNAVAILABLE -> count(FailureStage.KAFKA, code);
      case ARCHIVE_UNAVAILABLE -> count(FailureStage.S3, code);
      default -> {}
    }
  }

  private void count(FailureStage stage, ProblemCode code) {
    Failures.at(registry, stage).failed(code.category());
  }
}
