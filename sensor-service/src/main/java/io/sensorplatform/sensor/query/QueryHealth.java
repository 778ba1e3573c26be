package io.sensorplatform.sensor.query;

import io.sensorplatform.defaults.health.Degraded;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether PostgreSQL served the last query. Nothing is asked of it here: an answer that waits for a
 * database would be late for a probe.
 */
@Component("queriesHealthIndicator")
final class QueryHealth implements HealthIndicator {

  private final StoreFailures failures;

  QueryHealth(StoreFailures failures) {
    this.failures = failures;
  }

  @Override
  public Health health() {
    return Degraded.when(failures.failing()).build();
  }
}
