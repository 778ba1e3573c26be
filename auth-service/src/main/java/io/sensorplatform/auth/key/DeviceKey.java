package io.sensorplatform.auth.key;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of a device's API key; never its secret. */
record DeviceKey(
    String keyId,
    State state,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  enum State {
    LIVE,
    EXPIRED,
    REVOKED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static DeviceKey of(
      String keyId,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt,
      Instant now) {
    State state =
        revokedAt != null ? State.REVOKED : now.isBefore(expiresAt) ? State.LIVE : State.EXPIRED;
    return new DeviceKey(keyId, state, createdAt, expiresAt, lastUsedAt, revokedAt);
  }
}
