package io.sensorplatform.sensor.query;

import io.sensorplatform.defaults.health.Degraded;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
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
  private final @Nullable Replica replica;

  QueryHealth(StoreFailures failures, ObjectProvider<Replica> replica) {
    this.failures = failures;
    this.replica = replica.getIfAvailable();
  }

  @Override
  public Health health() {
    Health.Builder health = Degraded.when(failures.failing());
    return replica == null
        ? health.build()
        : health.withDetail("asked", replica.isUsed() ? "replica" : "primary").build();
  }
}
