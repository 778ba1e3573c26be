package io.sensorplatform.defaults.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContractFilterTest {

  private final MeterRegistry registry = registry(false);

  @Test
  void aMeterSaysWhatTheContractSays() {
    Counter counter = registry.counter("sensor.dead_letters", "reason", "malformed");

    assertThat(counter.getId().getDescription()).isEqualTo("Records that can never be stored");
    assertThat(registry.timer("sensor.gateway.loop.late").getId().getBaseUnit())
        .isEqualTo("seconds");
    assertThat(registry.timer("http.server.requests", "uri", "/any").getId().getTags()).hasSize(1);
  }

  @Test
  void anUnknownNameTypeOrTagIsLeftOutAndCounted() {
    registry.counter("sensor.nobody.knows").increment();
    registry.gauge("sensor.store.rows", 1);
    registry.counter("sensor.dead_letters", "reason", "malformed", "sensor", "plant1/a");
    registry.counter("sensor.dead_letters");

    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .extracting(Meter.Id::getName)
        .containsOnly("sensor.metrics.refused");
    assertThat(refused("unknown-name")).isEqualTo(2);
    assertThat(refused("unknown-tag")).isEqualTo(2);
  }

  @Test
  void anUnknownValueBecomesOther() {
    Counter counter = registry.counter("sensor.dead_letters", "reason", "of my own");

    assertThat(counter.getId().getTag("reason")).isEqualTo("other");
    assertThat(refused("other-value")).isEqualTo(1);
  }

  @Test
  void valuesBeyondTheNumberThatATagMayHaveBecomeOther() {
    for (int route = 0; route < 10_000; route++) {
      registry
          .timer("sensor.gateway.requests", "route", "route" + route, "status", "200")
          .record(Duration.ofMillis(1));
    }

    assertThat(registry.find("sensor.gateway.requests").timers()).hasSize(41);
    assertThat(registry.get("sensor.gateway.requests").tag("route", "other").timer().count())
        .isEqualTo(9_960);
  }

  @Test
  void strictlyWhatTheContractDoesNotKnowIsAnError() {
    MeterRegistry strict = registry(true);

    assertThatThrownBy(() -> strict.counter("sensor.nobody.knows"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the metric contract has no COUNTER sensor.nobody.knows");
    assertThatThrownBy(() -> strict.counter("sensor.dead_letters", "reason", "x"))
        .hasMessage(
            "the metric contract has no sensor.dead_letters with another value of reason than the contract has x");
    strict.counter("jvm.anything");
  }

  private double refused(String reason) {
    return registry.get("sensor.metrics.refused").tag("reason", reason).functionCounter().count();
  }

  private static MeterRegistry registry(boolean strict) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var filter = new ContractFilter(MetricContract.load(), new MetricSettings(strict));
    registry.config().meterFilter(filter);
    filter.bindTo(registry);
    return registry;
  }
}
