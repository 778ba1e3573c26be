package io.sensorplatform.local.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** A device's access token, renewed before it expires: tokens live for 15 minutes. */
final class DeviceToken {
  private static final Duration RENEW_AFTER = Duration.ofMinutes(10);

  private final Supplier<String> source;
  private final Clock clock;

  private String token = "";
  private Instant renewAt = Instant.MIN;

  /**
   * @param source gets a new token
   */
  DeviceToken(Supplier<String> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  String current() {
    if (!clock.instant().isBefore(renewAt)) {
      token = source.get();
      renewAt = clock.instant().plus(RENEW_AFTER);
    }
    return token;
  }

  /** The platform does not take the token any more, whatever its age. */
  void drop() {
    renewAt = Instant.MIN;
  }
}
