package io.sensorplatform.defaults.revocation;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells what is known of revocations. Up unless tokens are refused for not knowing. */
final class RevocationHealth implements HealthIndicator {

  private final RevokedTokens revoked;
  private final RevocationProgress progress;

  RevocationHealth(RevokedTokens revoked, RevocationProgress progress) {
    this.revoked = revoked;
    this.progress = progress;
  }

  @Override
  public Health health() {
    var health =
        (revoked.isTrusted() ? Health.up() : Health.outOfService())
            .withDetail("read", progress.isRead())
            .withDetail("ageSeconds", progress.age().toSeconds())
            .withDetail("held", revoked.size());
    if (progress.fault() != null) {
      health.withDetail("fault", progress.fault());
    }
    if (revoked.isOverflown()) {
      health.withDetail("overflown", true);
    }
    return health.build();
  }
}
