package io.sensorplatform.defaults.health;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;

/** Out of service until the process was ready once; up from then on, whatever happens. */
final class StartedHealth implements HealthIndicator {

  private final Clock clock;
  private volatile @Nullable Instant since;

  StartedHealth(Clock clock) {
    this.clock = clock;
  }

  @EventListener
  void changed(AvailabilityChangeEvent<ReadinessState> event) {
    if (since == null && event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
      since = clock.instant();
    }
  }

  @Override
  public Health health() {
    Instant started = since;
    return started == null
        ? Health.outOfService().build()
        : Health.up().withDetail("since", started).build();
  }
}
