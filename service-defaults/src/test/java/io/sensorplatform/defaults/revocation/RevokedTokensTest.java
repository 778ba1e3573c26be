package io.sensorplatform.defaults.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.revocation.Revocation.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevokedTokensTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final RevokedTokens revoked =
      new RevokedTokens(
          new RevocationSettings(true, Duration.ZERO, false, Duration.ofSeconds(30), 10));

  @Test
  void aDeviceLosesTheTokensOfBeforeAndKeepsThoseOfAfterInTheSameSecond() {
    revoked.add(revocation(Kind.DEVICE, "d", 0, 5L), NOW);
    assertThat(revoked.refuses(device("d", "k", 4))).isTrue();
    assertThat(revoked.refuses(device("d", "k", 5))).isFalse();
    assertThat(revoked.refuses(device("e", "k", 4))).isFalse();
  }

  @Test
  void theLastWordOfADeviceCountsWhateverComesAgain() {
    revoked.add(revocation(Kind.DEVICE, "d", 1, 5L), NOW);
    revoked.add(revocation(Kind.DEVICE, "d", 0, 3L), NOW);
    assertThat(revoked.refuses(device("d", "k", 4))).isTrue();
    revoked.add(revocation(Kind.DEVICE, "d", 2, null), NOW);
    revoked.add(revocation(Kind.DEVICE, "d", 1, 5L), NOW);
    assertThat(revoked.refuses(device("d", "k", 9))).isTrue();
  }

  @Test
  void aKeyASessionAndASigningKeyAreRevokedForGood() {
    revoked.add(revocation(Kind.KEY, "k", 0, null), NOW);
    revoked.add(revocation(Kind.SESSION, "s", 0, null), NOW);
    revoked.add(revocation(Kind.SIGNING_KEY, "stolen", 0, null), NOW);
    assertThat(revoked.refuses(device("d", "k", 99))).isTrue();
    assertThat(revoked.refuses(device("d", "k2", 1))).isFalse();
    assertThat(revoked.refuses(operator("ada", "s", 99))).isTrue();
    assertThat(revoked.refuses(operator("ada", "s2", 1))).isFalse();
    assertThat(revoked.refuses(new TokenOrigin("stolen", "x", null, null, 99, NOW))).isTrue();
  }

  @Test
  void anOperatorWhoIsNamedAsADeviceIsNotThatDevice() {
    revoked.add(revocation(Kind.OPERATOR, "twin", 0, 5L), NOW);
    assertThat(revoked.refuses(operator("twin", "s", 4))).isTrue();
    assertThat(revoked.refuses(device("twin", "k", 4))).isFalse();
    revoked.add(revocation(Kind.DEVICE, "twin", 0, 3L), NOW);
    assertThat(revoked.refuses(operator("twin", "s", 5))).isFalse();
  }

  @Test
  void whoeverKeepsTokensIsToldOfWhatIsNewOnly() {
    long before = revoked.changes();
    assertThat(revoked.add(revocation(Kind.KEY, "k", 0, null), NOW)).isTrue();
    assertThat(revoked.changes()).isEqualTo(before + 1);
    assertThat(revoked.add(revocation(Kind.KEY, "k", 0, null), NOW)).isFalse();
    assertThat(revoked.add(revocation(Kind.KEY, "old", -10_000, null), NOW)).isFalse();
    assertThat(revoked.changes()).isEqualTo(before + 1);
  }

  @Test
  void whatIsOverIsForgotten() {
    revoked.add(revocation(Kind.KEY, "k", 0, null), NOW);
    revoked.expire(NOW.plusSeconds(959));
    assertThat(revoked.size()).isOne();
    revoked.expire(NOW.plusSeconds(960));
    assertThat(revoked.size()).isZero();
  }

  @Test
  void whatDoesNotFitCostsOldTokensAndNeverSecurity() {
    revoked.add(revocation(Kind.SIGNING_KEY, "stolen", -1_000, null, 100_000), NOW);
    for (int i = 0; i < 50; i++) {
      revoked.add(revocation(Kind.KEY, "k" + i, i, null), NOW);
    }
    assertThat(revoked.size()).isLessThanOrEqualTo(10);
    assertThat(revoked.isOverflown()).isTrue();
    for (int i = 0; i < 50; i++) {
      assertThat(revoked.refuses(new TokenOrigin("s", "d", "k" + i, null, 1, NOW.plusSeconds(i))))
          .as("token of revoked key %d", i)
          .isTrue();
    }
    assertThat(revoked.refuses(new TokenOrigin("s", "d", "good", null, 1, NOW.plusSeconds(200))))
        .isFalse();
    assertThat(revoked.isRevoked(Kind.SIGNING_KEY, "stolen")).isTrue();
  }

  @Test
  void aRecordReadsAsItWasWritten() {
    for (Kind kind : Kind.values()) {
      var one = revocation(kind, "an id/with é", 0, kind == Kind.DEVICE ? 3L : null);
      assertThat(Revocation.ofJson(one.toJson())).contains(one);
      assertThat(new String(one.recordKey(), StandardCharsets.UTF_8))
          .isEqualTo(kind.tag() + "/an id/with é");
    }
    assertThat(
            new String(revocation(Kind.SIGNING_KEY, "k", 0, null).toJson(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"kind\":\"signing-key\",\"id\":\"k\",\"revokedAt\":\"2026-11-21T10:00:00Z\","
                + "\"until\":\"2026-11-21T10:16:00Z\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "nonsense",
        "{\"kind\":\"planet\",\"id\":\"x\",\"revokedAt\":\"2026-11-21T10:00:00Z\",\"until\":\"2026-11-21T10:16:00Z\"}",
        "{\"kind\":\"key\",\"id\":\"x\",\"revokedAt\":\"soon\",\"until\":\"2026-11-21T10:16:00Z\"}",
      })
  void whatIsNoRevocationIsNone(String record) {
    assertThat(Revocation.ofJson(record.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private static Revocation revocation(Kind kind, String id, int seconds, Long below) {
    return revocation(kind, id, seconds, below, 960);
  }

  private static Revocation revocation(Kind kind, String id, int seconds, Long below, int lasting) {
    Instant at = NOW.plusSeconds(seconds);
    return new Revocation(kind, id, at, at.plusSeconds(lasting), below);
  }

  private static TokenOrigin device(String clientId, String key, long generation) {
    return new TokenOrigin("s", clientId, key, null, generation, NOW);
  }

  private static TokenOrigin operator(String name, String session, long generation) {
    return new TokenOrigin("s", name, null, session, generation, NOW);
  }
}
