package io.sensorplatform.auth.key;

import io.sensorplatform.auth.device.Device;
import io.sensorplatform.auth.device.Devices;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Says which device presents an API key, or why the key is refused. */
@Component
public final class KeyCheck {

  /** Compared with when there is no such key, so that the answer takes as long. */
  private static final byte[] NO_HMAC = new byte[32];

  private final JdbcClient jdbc;
  private final Clock clock;
  private final DeviceKeys keys;
  private final LastUsed lastUsed;

  KeyCheck(JdbcClient jdbc, Clock clock, DeviceKeys keys, LastUsed lastUsed) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.keys = keys;
    this.lastUsed = lastUsed;
  }

  private record Kept(
      byte[] hmac, Instant expiresAt, @Nullable Timestamp revokedAt, Device device) {}

  /** Why a key is refused: for metrics, never for whoever presents it. */
  public enum Refusal {
    MALFORMED_KEY,
    UNKNOWN_KEY,
    WRONG_SECRET,
    OTHER_DEVICE,
    MALFORMED_ASSERTION,
    WRONG_AUDIENCE,
    ASSERTION_EXPIRED,
    ASSERTION_REPLAYED,
    KEY_REVOKED,
    KEY_EXPIRED,
    DEVICE_DISABLED
  }

  public sealed interface Result {
    /**
     * @param keyId public id of the key
     */
    record Good(Device device, String keyId) implements Result {}

    record Refused(Refusal why) implements Result {}
  }

  public Result check(String clientId, String presented) {
    ApiKey key = ApiKey.parse(presented);
    if (key == null) {
      return refused(Refusal.MALFORMED_KEY);
    }
    Kept kept = find(key.id());
    boolean secretGood = keys.matches(key, kept == null ? NO_HMAC : kept.hmac());
    if (kept == null) {
      return refused(Refusal.UNKNOWN_KEY);
    }
    if (!secretGood) {
      return refused(Refusal.WRONG_SECRET);
    }
    if (!kept.device().clientId().equals(clientId)) {
      return refused(Refusal.OTHER_DEVICE);
    }
    if (kept.revokedAt() != null) {
      return refused(Refusal.KEY_REVOKED);
    }
    Instant now = clock.instant();
    if (!now.isBefore(kept.expiresAt())) {
      return refused(Refusal.KEY_EXPIRED);
    }
    if (kept.device().disabled()) {
      return refused(Refusal.DEVICE_DISABLED);
    }
    keys.renewHash(key, kept.hmac());
    lastUsed.note(key.id(), now);
    return new Result.Good(kept.device(), key.id());
  }

  private @Nullable Kept find(String keyId) {
    return jdbc.sql(
            "select device_key.hmac, device_key.expires_at, device_key.revoked_at, "
                + Devices.COLUMNS
                + " from device_key join device using (client_id) where device_key.key_id = ? and hmac is not null")
        .param(keyId)
        .query((row, number) ->
            new Kept(
                row.getBytes("hmac"),
                row.getTimestamp("expires_at").toInstant(),
                row.getTimestamp("revoked_at"),
                Devices.of(row)))
        .optional()
        .orElse(null);
  }

  private static Result refused(Refusal why) {
    return new Result.Refused(why);
  }
}
