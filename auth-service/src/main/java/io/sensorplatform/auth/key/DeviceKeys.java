package io.sensorplatform.auth.key;

import io.sensorplatform.auth.AuthSecrets;
import io.sensorplatform.auth.AuthSettings;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The API keys that are kept, as their hashes. */
@Component
final class DeviceKeys {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final SecureRandom random;
  private final AuthSettings settings;
  private final KeyHash hash;

  DeviceKeys(
      JdbcClient jdbc,
      Clock clock,
      SecureRandom random,
      AuthSettings settings,
      AuthSecrets secrets) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.random = random;
    this.settings = settings;
    this.hash = new KeyHash(secrets.peppers());
  }

  /** A key with its secret, which is told only now. */
  record Created(ApiKey key, Instant createdAt, Instant expiresAt) {}

  /**
   * A new key; empty if the device, which is to be locked before, has as many live ones as it may.
   */
  Optional<Created> create(String clientId, Instant now, Instant expires) {
    ApiKey key = ApiKey.random(random);
    return insert(clientId, key.id(), hash.of(key), null, now, expires)
        ? Optional.of(new Created(key, now, expires))
        : Optional.empty();
  }

  /** The id that the device's public key gets; empty as above. */
  Optional<String> create(String clientId, PublicKey key, Instant now, Instant expires) {
    String keyId = ApiKey.randomId(random);
    return insert(clientId, keyId, null, key.toJson(), now, expires)
        ? Optional.of(keyId)
        : Optional.empty();
  }

  private boolean insert(
      String clientId,
      String keyId,
      byte @Nullable [] hmac,
      @Nullable String publicJwk,
      Instant now,
      Instant expires) {
    return jdbc.sql(
                """
                insert into device_key
                  (key_id, client_id, hmac, public_jwk, created_at, expires_at)
                select :keyId, :clientId, :hmac::bytea, :jwk::text, :now, :expires
                where :max > (
                  select count(*) from device_key
                  where client_id = :clientId and revoked_at is null and expires_at > :now)
                """)
            .param("keyId", keyId)
            .param("clientId", clientId)
            .param("hmac", hmac)
            .param("jwk", publicJwk)
            .param("now", Timestamp.from(now))
            .param("expires", Timestamp.from(expires))
            .param("max", settings.maxLiveKeys())
            .update()
        > 0;
  }

  /** The device's keys, oldest first, also those that are no longer good. */
  List<DeviceKey> list(String clientId) {
    Instant now = clock.instant();
    return jdbc.sql(
            """
            select key_id, public_jwk is not null as is_public, created_at, expires_at,
              last_used_at, revoked_at
            from device_key where client_id = ? order by created_at, key_id
            """)
        .param(clientId)
        .query((row, number) ->
            DeviceKey.of(
                row.getString("key_id"),
                row.getBoolean("is_public") ? DeviceKey.Kind.PUBLIC_KEY : DeviceKey.Kind.API_KEY,
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"),
                now))
        .list();
  }

  boolean has(String clientId, String keyId) {
    return jdbc.sql("select 1 from device_key where client_id = ? and key_id = ?")
        .params(clientId, keyId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** False if the device has no such key, or had it revoked before. */
  boolean revoke(String clientId, String keyId) {
    return jdbc.sql(
                """
                update device_key set revoked_at = ?
                where client_id = ? and key_id = ? and revoked_at is null
                """)
            .params(Timestamp.from(clock.instant()), clientId, keyId)
            .update()
        > 0;
  }

  boolean matches(ApiKey key, byte[] hmac) {
    return hash.matches(key, hmac);
  }

  /** Keeps the key, which was just proven, under today's pepper. */
  void renewHash(ApiKey key, byte[] hmac) {
    if (hash.isOutdated(key, hmac)) {
      jdbc.sql("update device_key set hmac = ? where key_id = ?")
          .params(hash.of(key), key.id())
          .update();
    }
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp value = row.getTimestamp(column);
    return value == null ? null : value.toInstant();
  }
}
