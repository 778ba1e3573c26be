package io.sensorplatform.sensor.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.sensor.publish.Durability;
import java.util.HashMap;
import java.util.List;
import org.springframework.stereotype.Component;

/** Counts readings as they were answered: each as accepted or as rejected, once. */
@Component
class IngestMetrics {

  /** What can be wrong with a reading. */
  private static final List<ProblemCode> ITEM_CODES =
      List.of(
          ProblemCode.ITEM_MALFORMED,
          ProblemCode.SENSOR_ID_INVALID,
          ProblemCode.SENSOR_NOT_ALLOWED,
          ProblemCode.OBSERVED_AT_INVALID,
          ProblemCode.OBSERVED_AT_OUT_OF_WINDOW,
          ProblemCode.VALUE_INVALID,
          ProblemCode.UNIT_INVALID);

  private final MeterRegistry registry;
  private final Failures failures;

  IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.failures = Failures.at(registry, FailureStage.INGEST);
    // For queries: they fail here, too.
    Failures.at(registry, FailureStage.POSTGRES);
    ITEM_CODES.forEach(code -> rejected(code.code(), 0));
    for (Durability durability : Durability.values()) {
      accepted(0, durability);
    }
  }

  void accepted(int readings, Durability durability) {
    Counter.builder("sensor.ingest.accepted")
        .description("Readings answered as durable")
        .baseUnit("readings")
        .tag("durability", durability.tag())
        .register(registry)
        .increment(readings);
  }

  void rejected(List<ItemError> errors) {
    var byCode = new HashMap<String, Integer>();
    for (ItemError error : errors) {
      byCode.merge(error.code(), 1, Integer::sum);
    }
    byCode.forEach((code, readings) -> {
      rejected(code, readings);
      failures.failed(
          ProblemCode.of(code).map(ProblemCode::category).orElse(FailureCategory.UNKNOWN),
          readings);
    });
  }

  /** A request that was refused whole. */
  void refused(ProblemCode code) {
    failures.failed(code.category());
  }

  private void rejected(String code, int readings) {
    Counter.builder("sensor.ingest.rejected")
        .description("Readings refused for what they are")
        .baseUnit("readings")
        .tag("code", code)
        .register(registry)
        .increment(readings);
  }
}
