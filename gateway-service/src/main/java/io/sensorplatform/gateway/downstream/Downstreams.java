package io.sensorplatform.gateway.downstream;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The services behind the gateway by name. */
@Component
public final class Downstreams {

  private final Map<String, Downstream> byName = new TreeMap<>();
  private final Duration probeEvery;

  Downstreams(DownstreamSettings settings, MeterRegistry meters) {
    this.probeEvery = settings.breaker().probeEvery();
    CircuitBreakerRegistry circuits = CircuitBreakerRegistry.ofDefaults();
    settings
        .downstreams()
        .forEach((name, entry) -> {
          Breaker breaker =
              new Breaker(
                  circuits.circuitBreaker(name, Breaker.config(settings.breaker())),
                  settings.breaker());
          byName.put(name, Downstream.of(name, entry, breaker));
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
    return probeEvery;
  }
}
