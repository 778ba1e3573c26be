package io.sensorplatform.stream.consume;

import io.sensorplatform.defaults.health.Degraded;
import io.sensorplatform.stream.consume.LoopState.Phase;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * What each of a role's loops does. A loop that waits for PostgreSQL, S3 or Kafka is degraded: it
 * says so in the details and goes on by itself, and a restart would help nothing. It is down when
 * its thread has died by a defect; then a restart does help.
 */
public final class RoleHealth implements HealthIndicator {

  private final StreamRole role;

  public RoleHealth(StreamRole role) {
    this.role = role;
  }

  @Override
  public Health health() {
    var states = role.states().stream().map(LoopState::now).toList();
    var health =
        Degraded.when(states.stream().anyMatch(now -> now.pausedPartitions() > 0 || now.waits()));
    int number = 0;
    for (var now : states) {
      if (now.phase() == Phase.DEAD) {
        health.down();
      }
      health.withDetail("consumer-" + number++, details(now));
    }
    return health.build();
  }

  private static Map<String, Object> details(LoopState.Snapshot now) {
    var details = new LinkedHashMap<String, Object>();
    details.put("state", now.phase().name().toLowerCase(Locale.ROOT));
    details.put("since", now.since());
    if (now.reason() != null) {
      details.put("reason", now.reason());
    }
    if (now.failures() > 0) {
      details.put("failedAttempts", now.failures());
    }
    details.put("partitions", now.partitions());
    details.put("lag", now.lag());
    details.put("pending", now.pending());
    if (!now.leftOut().isEmpty()) {
      details.put("leftOut", now.leftOut());
    }
    return details;
  }
}
