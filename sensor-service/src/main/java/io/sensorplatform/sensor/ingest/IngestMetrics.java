package io.sensorplatform.sensor.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.sensor.publish.Durability;
import java.util.HashMap;
import java.util.List;
import org.springframework.stereotype.Component;

/** Counts readings as they were answered: each as accepted or as rejected, once. */
@Component
class IngestMetrics {

  private final MeterRegistry registry;

  IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
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
    byCode.forEach((code, readings) ->
        Counter.builder("sensor.ingest.rejected")
            .description("Readings refused for what they are")
            .baseUnit("readings")
            .tag("code", code)
            .register(registry)
            .increment(readings));
  }
}
