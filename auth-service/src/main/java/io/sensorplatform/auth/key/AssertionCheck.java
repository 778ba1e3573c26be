package io.sensorplatform.auth.key;

import io.sensorplatform.auth.device.Device;
import io.sensorplatform.auth.device.Devices;
import io.sensorplatform.auth.key.KeyCheck.Refusal;
import io.sensorplatform.auth.key.KeyCheck.Result;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.token.TokenSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Says which device signed an assertion (RFC 7523), or why it is refused. The key that verifies it
 * counts as used, as an API key does.
 */
@Component
public final class AssertionCheck {

  private static final Logger log = LoggerFactory.getLogger(AssertionCheck.class);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final LastUsed lastUsed;
  private final TokenSettings tokens;
  private final Set<String> audiences;

  AssertionCheck(JdbcClient jdbc, Clock clock, LastUsed lastUsed, TokenSettings tokens) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.lastUsed = lastUsed;
    this.tokens = tokens;
    String issuer = tokens.issuer().toString();
    this.audiences = Set.of(issuer, issuer + "/oauth2/token");
  }

  private record Kept(
      String keyId,
      PublicKey key,
      Instant expiresAt,
      @Nullable Timestamp revokedAt,
      Device device) {}

  /** Who an assertion says that it is from; null if it is none. Nothing of it is proven. */
  public static @Nullable String claimedClient(String text) {
    Assertion assertion = Assertion.parse(text);
    return assertion == null ? null : assertion.clientId();
  }

  public Result check(String clientId, String text) {
    Assertion assertion = Assertion.parse(text);
    if (assertion == null) {
      return refused(Refusal.MALFORMED_ASSERTION);
    }
    if (!assertion.clientId().equals(clientId)) {
      return refused(Refusal.OTHER_DEVICE);
    }
    List<Kept> candidates = find(assertion);
    if (candidates.isEmpty()) {
      return refused(Refusal.UNKNOWN_KEY);
    }
    Kept kept =
        candidates.stream()
            .filter(candidate -> candidate.key().verifies(assertion.jwt()))
            .findFirst()
            .orElse(null);
    if (kept == null) {
      return refused(Refusal.WRONG_SECRET);
    }
    Instant now = clock.instant();
    if (kept.revokedAt() != null) {
      return refused(Refusal.KEY_REVOKED);
    }
    if (!now.isBefore(kept.expiresAt())) {
      return refused(Refusal.KEY_EXPIRED);
    }
    if (kept.device().disabled()) {
      return refused(Refusal.DEVICE_DISABLED);
    }
    if (!assertion.isFor(audiences)) {
      return refused(Refusal.WRONG_AUDIENCE);
    }
    if (!assertion.isTimely(now, tokens.clockSkew())) {
      return refused(Refusal.ASSERTION_EXPIRED);
    }
    if (!isFirst(kept.keyId(), assertion)) {
      return refused(Refusal.ASSERTION_REPLAYED);
    }
    lastUsed.note(kept.keyId(), now);
    return new Result.Good(kept.device(), kept.keyId());
  }

  private List<Kept> find(Assertion assertion) {
    return jdbc.sql(
            "select device_key.key_id, public_jwk, expires_at, revoked_at, "
                + Devices.COLUMNS
                + """
                 from device_key join device using (client_id)
                where client_id = :client and public_jwk is not null
                  and (:key::text is null or key_id = :key)
                -- Those that are good first: there are few of them.
                order by revoked_at is not null, expires_at desc limit 20
                """)
        .param("client", assertion.clientId())
        .param("key", assertion.keyId())
        .query((row, number) ->
            new Kept(
                row.getString("key_id"),
                PublicKey.parse(row.getString("public_jwk")),
                row.getTimestamp("expires_at").toInstant(),
                row.getTimestamp("revoked_at"),
                Devices.of(row)))
        .list();
  }

  /** Of two that come at once, on whichever instances, one is. */
  private boolean isFirst(String keyId, Assertion assertion) {
    return jdbc.sql(
                """
                insert into client_assertion (key_id, jti_hash, expires_at) values (?, ?, ?)
                on conflict do nothing
                """)
            .params(
                keyId,
                sha256(assertion.jti()),
                Timestamp.from(assertion.expiresAt().plus(tokens.clockSkew())))
            .update()
        > 0;
  }

  @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
  void forget() {
    try {
      jdbc.sql("delete from client_assertion where expires_at < ?")
          .param(Timestamp.from(clock.instant()))
          .update();
    } catch (NestedRuntimeException e) {
      if (!StoreOutage.is(e)) {
        throw e;
      }
      log.warn("Could not forget used assertions; trying again later");
    }
  }

  private static Result refused(Refusal why) {
    return new Result.Refused(why);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
