package io.sensorplatform.gateway.downstream;

import io.sensorplatform.defaults.health.Degraded;
import io.sensorplatform.gateway.admission.Lane;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * How the services stand with the gateway. Degraded while a breaker is open, never down: who calls
 * the service is told, other services are not touched, and another gateway would see the same.
 */
@Component("downstreamsHealthIndicator")
final class DownstreamHealth implements HealthIndicator {

  private final Downstreams downstreams;

  DownstreamHealth(Downstreams downstreams) {
    this.downstreams = downstreams;
  }

  @Override
  public Health health() {
    var health =
        Degraded.when(
            downstreams.all().stream()
                .anyMatch(downstream -> downstream.breaker().openSince() != null));
    for (Downstream downstream : downstreams.all()) {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("breaker", downstream.breaker().state());
      Instant since = downstream.breaker().openSince();
      if (since != null) {
        details.put("openSince", since.toString());
      }
      details.put("reads", lane(downstream.lanes().reads()));
      details.put("writes", lane(downstream.lanes().writes()));
      details.put("repeatsLeft", downstream.retries().left());
      health.withDetail(downstream.name(), details);
    }
    return health.build();
  }

  private static Map<String, Object> lane(Lane lane) {
    return Map.of("inFlight", lane.inFlight(), "limit", lane.limit(), "waiting", lane.waiting());
  }
}
