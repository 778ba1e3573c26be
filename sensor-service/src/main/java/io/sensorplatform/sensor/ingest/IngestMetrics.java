package io.sensorplatform.sensor.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.problem.ItemError;
import java.util.HashMap;
import java.util.List;
import org.springframework.stereotype.Component;

/** Counts readings as they were answered: each as accepted or as rejected, once. */
@Component
class IngestMetrics {

  private final MeterRegistry registry;
  private final Counter accepted;

  IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.accepted =
        Counter.builder("sensor.ingest.accepted")
            .description("Readings answered as durable")
            .baseUnit("readings")
            .register(registry);
  }

  void accepted(int readings) {
    accepted.increment(readings);
  }

  void rejected(List<ItemError> errors) {
    var byCode = new HashMap<String, Integer>();
    for (ItemError error : errors) {
      byCode.merge(error.code(), 1, Integer::sum);
    }
    byCode.forEach((code, readings) ->
        Counter.builder("sensor.ingest.rejected")
            .description("Readings refused for what they are")
            .baseUnit("readings")
            .tag("code", code)
            .register(registry)
            .increment(readings));
  }
}
