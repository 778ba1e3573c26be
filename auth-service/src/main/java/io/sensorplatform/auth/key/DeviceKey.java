package io.sensorplatform.auth.key;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of a device's API key; never its secret. */
record DeviceKey(
    String keyId,
    Kind kind,
    State state,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  enum Kind {
    /** A secret that is shown at the token endpoint. */
    API_KEY,
    /** The public half of a key pair: what is signed with the other half is shown. */
    PUBLIC_KEY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

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
      Kind kind,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt,
      Instant now) {
    State state =
        revokedAt != null ? State.REVOKED : now.isBefore(expiresAt) ? State.LIVE : State.EXPIRED;
    return new DeviceKey(keyId, kind, state, createdAt, expiresAt, lastUsedAt, revokedAt);
  }
}
