package io.sensorplatform.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import io.sensorplatform.defaults.token.TokenVerifier;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
class DeviceTokenIT {

  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @Test
  void saysExactlyWhatTheDeviceMayDo() throws Exception {
    NewDevice device = SHARED.device("plant1/", "plant2/press7/");
    Instant before = Instant.now().minusSeconds(2);

    Answer answer = server.token(device.clientId(), device.apiKey(), GRANT);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
    assertThat(answer.json().path("expires_in").asInt()).isBetween(899, 900);
    assertThat(Set.of(answer.json().path("scope").asString().split(" ")))
        .containsExactlyInAnyOrder("readings:read", "readings:write");
    SignedJWT token = SignedJWT.parse(answer.json().path("access_token").asString());
    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(claims.getClaims())
        .containsOnlyKeys(
            "iss",
            "sub",
            "aud",
            "iat",
            "exp",
            "jti",
            "client_id",
            "tenant",
            "sensors",
            "scope",
            "key",
            "gen");
    assertThat(claims.getIssuer()).isEqualTo(AuthServer.ISSUER);
    assertThat(claims.getSubject()).isEqualTo(device.clientId());
    assertThat(claims.getAudience()).containsExactly("sensor-platform");
    assertThat(claims.getStringClaim("client_id")).isEqualTo(device.clientId());
    assertThat(claims.getStringClaim("tenant")).isEqualTo("default");
    assertThat(claims.getStringListClaim("sensors")).containsExactly("plant1/", "plant2/press7/");
    assertThat(claims.getStringClaim("scope")).isEqualTo("readings:read readings:write");
    assertThat(claims.getIssueTime().toInstant()).isBetween(before, Instant.now());
    assertThat(
            Duration.between(
                claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()))
        .isEqualTo(Duration.ofMinutes(15));
    assertThat(claims.getJWTID()).isNotBlank();
  }

  @Test
  void isVerifiedWithThePublishedKeysAndByThePlatformsVerifier() throws Exception {
    NewDevice device = SHARED.device("plant1/");
    String token = accessToken(server.token(device.clientId(), device.apiKey(), GRANT));

    Answer published = server.get("/oauth2/jwks");
    assertThat(published.text()).doesNotContain("\"d\"", "\"p\"", "\"q\"");
    SignedJWT jwt = SignedJWT.parse(token);
    RSAKey key =
        JWKSet.parse(published.text()).getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
    assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();

    var verified = server.bean(TokenVerifier.class).verify(token);
    assertThat(verified.subject()).isEqualTo(device.clientId());
    assertThat(verified.covers("plant1/press7")).isTrue();
    assertThat(verified.covers("plant2/press7")).isFalse();
  }

  @Test
  void takesTheKeyInTheFormToo() {
    NewDevice device = SHARED.device("a");

    Answer answer =
        server.token(
            Map.of(
                "grant_type", "client_credentials",
                "client_id", device.clientId(),
                "client_secret", device.apiKey()));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void holdsFewerScopesIfAskedTo() throws Exception {
    NewDevice device = SHARED.device("a");

    Answer answer =
        server.token(
            device.clientId(),
            device.apiKey(),
            Map.of("grant_type", "client_credentials", "scope", "readings:write"));

    assertThat(SignedJWT.parse(accessToken(answer)).getJWTClaimsSet().getStringClaim("scope"))
        .isEqualTo("readings:write");
  }

  @Test
  void neverHoldsAScopeThatDevicesMayNotHave() {
    NewDevice device = SHARED.device("a");
    for (String scope : List.of("devices:admin", "readings:write operations", "openid", "x")) {
      Answer answer =
          server.token(
              device.clientId(),
              device.apiKey(),
              Map.of("grant_type", "client_credentials", "scope", scope));

      assertRefused(answer, 400, "invalid_scope");
    }
  }

  @Test
  void isGivenForEachOfSeveralLiveKeysAndForNoneThatIsRevoked() {
    NewDevice one = SHARED.device("a");
    NewDevice two = SHARED.addKey(one.clientId());
    assertThat(server.token(one.clientId(), one.apiKey(), GRANT).status()).isEqualTo(200);
    assertThat(server.token(two.clientId(), two.apiKey(), GRANT).status()).isEqualTo(200);

    String key = "/v1/devices/" + one.clientId() + "/keys/" + one.keyId();
    assertThat(server.delete(key, SHARED.operator()).status()).isEqualTo(204);

    assertCounted(
        "key-revoked",
        () ->
            assertRefused(
                server.token(one.clientId(), one.apiKey(), GRANT), 401, "invalid_client"));
    assertThat(server.token(two.clientId(), two.apiKey(), GRANT).status()).isEqualTo(200);
  }

  @Test
  void isRefusedForAKeyThatExpired() {
    NewDevice device = SHARED.device("a");
    AuthServer.sql(
        "update device_key set expires_at = now() where key_id = '" + device.keyId() + "'");

    assertCounted(
        "key-expired",
        () ->
            assertRefused(
                server.token(device.clientId(), device.apiKey(), GRANT), 401, "invalid_client"));
  }

  @Test
  void isRefusedForADisabledDevice() {
    NewDevice device = SHARED.device("a");
    AuthServer.sql(
        "update device set disabled_at = now() where client_id = '" + device.clientId() + "'");

    assertCounted(
        "device-disabled",
        () ->
            assertRefused(
                server.token(device.clientId(), device.apiKey(), GRANT), 401, "invalid_client"));
  }

  @Test
  void isRefusedForAWrongKeyWithoutSayingWhatIsWrong() {
    NewDevice device = SHARED.device("a");
    NewDevice other = SHARED.device("a");
    String wrongSecret = device.apiKey().substring(0, 17) + "A".repeat(43);
    String unknown = "spk_aaaaaaaaaaaa_" + "A".repeat(43);

    List<Answer> answers = new ArrayList<>();
    assertCounted(
        "wrong-secret", () -> answers.add(server.token(device.clientId(), wrongSecret, GRANT)));
    assertCounted(
        "unknown-key", () -> answers.add(server.token(device.clientId(), unknown, GRANT)));
    assertCounted(
        "other-device", () -> answers.add(server.token(device.clientId(), other.apiKey(), GRANT)));
    assertCounted(
        "malformed-key", () -> answers.add(server.token(device.clientId(), "password", GRANT)));
    answers.add(server.token("dev_unknown", device.apiKey(), GRANT));
    answers.add(server.token("platform-cli", "x", GRANT));

    assertThat(answers)
        .allSatisfy(answer -> {
          assertRefused(answer, 401, "invalid_client");
          assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
          assertThat(answer.text()).isEqualTo(answers.getFirst().text());
        });
  }

  @Test
  void isRefusedAsTheStandardSaysForEverythingMalformed() {
    NewDevice device = SHARED.device("a");
    assertRefused(server.token(GRANT), 401, "invalid_client");
    assertRefused(server.token(Map.of()), 401, "invalid_client");
    assertRefused(
        AuthServer.send(server.tokenRequest(GRANT).header("Authorization", "Bearer old")),
        401,
        "invalid_client");
    assertRefused(
        server.token(device.clientId(), device.apiKey(), Map.of()), 400, "invalid_request");
    assertRefused(
        server.token(device.clientId(), device.apiKey(), Map.of("grant_type", "password")),
        400,
        "unsupported_grant_type");
    assertRefused(
        server.token(device.clientId(), device.apiKey(), Map.of("grant_type", "refresh_token")),
        400,
        "invalid_request");
    assertRefused(
        server.token(
            device.clientId(),
            device.apiKey(),
            Map.of("grant_type", "authorization_code", "code", "x", "redirect_uri", "http://x")),
        400,
        "invalid_grant");
    assertRefused(
        AuthServer.send(server.tokenRequest(GRANT).header("Authorization", "Basic ***")),
        400,
        "invalid_request");
    assertRefused(
        AuthServer.send(
            server
                .tokenRequest(GRANT)
                .header("Authorization", AuthServer.basic(device.clientId(), device.apiKey()))
                .header("DPoP", "x")),
        400,
        "invalid_request");
    for (String body :
        List.of(
            "grant_type=client_credentials&grant_type=client_credentials",
            "grant_type=authorization_code&code=a&code=b&code_verifier=c&client_id=platform-cli",
            "grant_type=client_credentials&scope=readings:write%00",
            "grant_type=client_credentials&%1C=x")) {
      Answer answer =
          AuthServer.send(
              HttpRequest.newBuilder(server.uri("/oauth2/token"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header("Authorization", AuthServer.basic(device.clientId(), device.apiKey()))
                  .POST(HttpRequest.BodyPublishers.ofString(body)));
      assertRefused(answer, 400, "invalid_request");
    }
    Answer json =
        AuthServer.send(
            HttpRequest.newBuilder(server.uri("/oauth2/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{")));
    assertRefused(json, 401, "invalid_client");
  }

  @Test
  void isCounted() {
    NewDevice device = SHARED.device("a");
    double before = issued();

    server.token(device.clientId(), device.apiKey(), GRANT);

    assertThat(issued()).isEqualTo(before + 1);
  }

  @Test
  void notesLaterWhenTheKeyWasUsed() {
    NewDevice device = SHARED.device("a");
    String keys = "/v1/devices/" + device.clientId() + "/keys";
    assertThat(server.get(keys, SHARED.operator()).json().at("/items/0/lastUsedAt").isNull())
        .isTrue();

    server.token(device.clientId(), device.apiKey(), GRANT);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          JsonNode used = server.get(keys, SHARED.operator()).json().at("/items/0/lastUsedAt");
          assertThat(used.isString()).isTrue();
          assertThat(Instant.parse(used.asString()))
              .isBetween(Instant.now().minusSeconds(60), Instant.now());
        });
  }

  @Test
  void leavesNoTraceOfKeysAndTokensInTheLog(CapturedOutput log) {
    NewDevice device = SHARED.device("a");
    String secret = device.apiKey().substring(17);
    String token = accessToken(server.token(device.clientId(), device.apiKey(), GRANT));
    server.token(device.clientId(), device.apiKey().replace("spk_", "xpk_"), GRANT);
    server.get("/v1/devices", token);

    assertThat(log.getAll())
        .contains("added key " + device.keyId())
        .doesNotContain(secret)
        .doesNotContain(token)
        .doesNotContain(AuthServer.PASSWORD);
  }

  private double issued() {
    return server
        .bean(MeterRegistry.class)
        .counter("sensor.auth.tokens.issued", "grant", "client_credentials")
        .count();
  }

  private void assertCounted(String reason, Runnable refusal) {
    var counter =
        server
            .bean(MeterRegistry.class)
            .counter("sensor.auth.tokens.refused", "grant", "client_credentials", "reason", reason);
    double before = counter.count();
    refusal.run();
    assertThat(counter.count()).as(reason).isEqualTo(before + 1);
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.text()).isEqualTo("{\"error\":\"" + error + "\"}");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
  }

  private static String accessToken(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("access_token").asString();
  }
}
