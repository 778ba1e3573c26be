package io.sensorplatform.sensor.publish;

import io.sensorplatform.defaults.health.Degraded;
import io.sensorplatform.sensor.spool.Spool;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * What the spool does and what is wrong with it. Degraded while readings wait in it or its disk
 * fails, never down: taking this process out of rotation would not mend Kafka or a disk, queries
 * are served, and readings are still answered truthfully.
 */
@Component("spoolHealthIndicator")
final class SpoolHealth implements HealthIndicator {

  private final Spool spool;
  private final PublishState state;
  private final Drain drain;

  SpoolHealth(Spool spool, PublishState state, Drain drain) {
    this.spool = spool;
    this.state = state;
    this.drain = drain;
  }

  @Override
  public Health health() {
    Spool.Status status = spool.status();
    PublishState.Seen seen = state.look();
    var health =
        Degraded.when(seen.phase() != PublishState.Phase.DIRECT || status.problem() != null)
            .withDetail("state", seen.phase().tag())
            .withDetail("since", seen.since())
            .withDetail("waiting", spool.backlog().readings())
            .withDetail("oldestSeconds", drain.ageSeconds())
            .withDetail("bytes", status.bytes())
            .withDetail("cap", status.cap());
    if (status.directory() != null) {
      health.withDetail("directory", status.directory());
    }
    if (status.problem() != null) {
      health.withDetail("problem", status.problem());
    }
    if (!status.adopted().isEmpty()) {
      health.withDetail("adopted", status.adopted());
    }
    if (!status.damages().isEmpty()) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      status.damages().forEach((kind, count) -> counts.put(kind.tag(), count));
      health.withDetail("damage", counts);
      health.withDetail(
          "latestDamage",
          status.latestDamages().stream()
              .map(damage ->
                  "%s at offset %d of %s: %s"
                      .formatted(
                          damage.kind().tag(), damage.offset(), damage.file(), damage.detail()))
              .toList());
    }
    return health.build();
  }
}
