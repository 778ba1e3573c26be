package io.sensorplatform.gateway.downstream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.gateway.admission.AdmissionSettings;
import io.sensorplatform.gateway.admission.Lanes;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The services behind the gateway by name. */
@Component
public final class Downstreams {

  private final Map<String, Downstream> byName = new TreeMap<>();
  private final DownstreamSettings settings;

  Downstreams(
      DownstreamSettings settings, AdmissionSettings admission, Clock clock, MeterRegistry meters) {
    this.settings = settings;
    CircuitBreakerRegistry circuits = CircuitBreakerRegistry.ofDefaults();
    settings
        .downstreams()
        .forEach((name, entry) -> {
          Breaker breaker =
              new Breaker(
                  circuits.circuitBreaker(name, Breaker.config(settings.breaker())),
                  settings.breaker(),
                  clock);
          Gauge.builder("sensor.gateway.breaker.state", breaker, Breaker::level)
              .tag("downstream", name)
              .register(meters);
          var retries = new RetryBudget(settings.retries().share(), settings.retries().reserve());
          Gauge.builder("sensor.gateway.repeats.left", retries, RetryBudget::left)
              .tag("downstream", name)
              .register(meters);
          Lanes lanes = Lanes.to(name, admission, System::nanoTime, meters);
          byName.put(name, Downstream.of(name, entry, breaker, lanes, retries));
        });
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(circuits).bindTo(meters);
  }

  /**
   * @throws IllegalArgumentException if there is none of this name
   */
  public Downstream get(String name) {
    Downstream downstream = byName.get(name);
    if (downstream == null) {
      throw new IllegalArgumentException("there is no downstream " + name);
    }
    return downstream;
  }

  public Collection<Downstream> all() {
    return byName.values();
  }

  /** How often to ask a service with an open breaker whether it answers again. */
  public Duration probeEvery() {
    return settings.breaker().probeEvery();
  }

  /** Longest wait before a call is made again. */
  public Duration backoff() {
    return settings.retries().backoff();
  }
}
