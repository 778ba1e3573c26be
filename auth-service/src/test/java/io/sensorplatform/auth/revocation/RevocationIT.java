package io.sensorplatform.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.TokenVerifier;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What is done at auth-service and what the verifiers hear of it, with a real Kafka. */
class RevocationIT {

  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  @RegisterExtension
  static final SharedServer SHARED =
      new SharedServer(() ->
          List.of(
              "--platform.kafka.bootstrap-servers=" + EmbeddedServers.kafka().bootstrapServers(),
              "--platform.kafka.replication-factor=1",
              "--platform.auth.signing.refresh-interval=1s"));

  private final AuthServer server = SHARED.get();
  private Heard heard;

  @BeforeEach
  void listen() {
    heard = new Heard();
  }

  @AfterEach
  void mend() {
    heard.close();
    EmbeddedServers.kafka().start();
  }

  @Test
  void theTopicIsCompactedAndHasOnePartition() throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.REVOCATIONS);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", EmbeddedServers.kafka().bootstrapServers()))) {
      var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
      var topic = admin.describeTopics(List.of(Topics.REVOCATIONS)).allTopicNames().get();
      assertThat(topic.get(Topics.REVOCATIONS).partitions()).hasSize(1);
    }
  }

  @Test
  void aRevokedKeyIsToldAndItsTokensAreRefused() throws Exception {
    NewDevice device = SHARED.device("a");
    NewDevice other = SHARED.addKey(device.clientId());
    String token = token(device);
    String othersToken = token(other);
    assertThat(claim(token, "key")).isEqualTo(device.keyId());
    Instant before = Instant.now();

    server.delete(keyPath(device), SHARED.operator());

    refusesFromNowOn(token);
    accepts(othersToken);
    JsonNode told = told("key/" + device.keyId());
    assertThat(told.path("kind").asString()).isEqualTo("key");
    assertThat(told.path("id").asString()).isEqualTo(device.keyId());
    assertThat(told.has("below")).isFalse();
    Instant revokedAt = Instant.parse(told.path("revokedAt").asString());
    assertThat(revokedAt).isBetween(before.minusSeconds(1), Instant.now());
    assertThat(Instant.parse(told.path("until").asString()))
        .isAfter(expiry(token).plus(Duration.ofSeconds(30)));
    assertAllPublished();
  }

  @Test
  void aTokenFromAfterADeviceWasEnabledAgainIsGoodAndOneFromBeforeIsNot() throws Exception {
    NewDevice device = SHARED.device("a");
    String path = "/v1/devices/" + device.clientId();
    String before = token(device);

    server.patch(path, SHARED.operator(), "*", "{\"disabled\":true}");
    refusesFromNowOn(before);
    server.patch(path, SHARED.operator(), "*", "{\"disabled\":false}");
    String after = token(device);

    // All of it within the second that iat tells.
    accepts(after);
    refusesFromNowOn(before);
    assertThat(told("device/" + device.clientId()).path("below").asLong()).isEqualTo(2);
    assertThat(claim(after, "gen")).isEqualTo(3L);

    server.patch(path, SHARED.operator(), "*", "{\"name\":\"renamed " + device.keyId() + "\"}");
    accepts(after);
    server.patch(path, SHARED.operator(), "*", "{\"sensors\":[\"b\"]}");
    refusesFromNowOn(after);
    accepts(token(device));
  }

  @Test
  void theTokensOfADeletedDeviceAreRefusedAndADeviceInItsPlaceIsAnother() {
    NewDevice device = SHARED.device("a");
    String token = token(device);
    server.delete("/v1/devices/" + device.clientId(), SHARED.operator());
    refusesFromNowOn(token);
    assertThat(told("device/" + device.clientId()).has("below")).isFalse();
    accepts(token(SHARED.device("a")));
  }

  @Test
  void whoeverSignsOutLosesTheTokensOfThatSignInOnly() throws Exception {
    JsonNode one = signIn();
    JsonNode two = signIn();
    String session = (String) claim(access(one), "sid");

    Answer answer = revoke(one.path("refresh_token").asString());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    refusesFromNowOn(access(one));
    accepts(access(two));
    assertThat(told("session/" + session).path("kind").asString()).isEqualTo("session");
    assertThat(refresh(one).text()).isEqualTo("{\"error\":\"invalid_grant\"}");
    assertThat(refresh(two).status()).isEqualTo(200);
    assertThat(revoke(one.path("refresh_token").asString()).status()).isEqualTo(200);
    assertThat(revoke(access(two)).status()).isEqualTo(200);
    refusesFromNowOn(access(two));
    assertThat(AuthServer.query("select object from audit where what = 'operator.sign-out'"))
        .contains(session);
  }

  @Test
  void whatIsNoTokenOfAnOperatorIsAnsweredAsTheStandardSays() {
    assertThat(revoke("nonsense").status()).isEqualTo(200);
    assertThat(revoke("").text()).isEqualTo("{\"error\":\"invalid_request\"}");
    assertThat(revoke(token(SHARED.device("a"))).text())
        .isEqualTo("{\"error\":\"unsupported_token_type\"}");
    Answer other = revoke(Map.of("token", "x", "client_id", "somebody"));
    assertThat(other.status()).isEqualTo(401);
    assertThat(other.text()).isEqualTo("{\"error\":\"invalid_client\"}");
  }

  @Test
  void operatorsSeeAndEndTheirOwnSessions() throws Exception {
    JsonNode one = signIn();
    JsonNode two = signIn();
    String session = (String) claim(access(two), "sid");

    JsonNode listed = server.get("/v1/sessions", access(one)).json().path("items");
    assertThat(listed.valueStream().map(item -> item.path("id").asString()))
        .contains(session, (String) claim(access(one), "sid"));
    assertThat(
            listed
                .valueStream()
                .filter(item -> item.path("current").asBoolean())
                .map(item -> item.path("id").asString()))
        .containsExactly((String) claim(access(one), "sid"));

    assertThat(server.delete("/v1/sessions/" + session, access(one)).status()).isEqualTo(204);
    assertThat(server.delete("/v1/sessions/" + session, access(one)).code())
        .isEqualTo("session-not-found");
    refusesFromNowOn(access(two));
    String device = token(SHARED.device("a"));
    assertThat(server.get("/v1/sessions", device).json().path("items")).isEmpty();
    assertThat(server.get("/v1/sessions?username=ada", device).code()).isEqualTo("scope-missing");
    assertThat(server.delete("/v1/sessions/" + claim(access(one), "sid"), device).code())
        .isEqualTo("session-not-found");
  }

  @Test
  void aRefreshTokenThatCameTwiceEndsTheAccessTokensOfItsSignIn() {
    JsonNode tokens = signIn();
    String next = refresh(tokens).json().path("access_token").asString();
    accepts(next);
    refresh(tokens);
    refusesFromNowOn(next);
    refusesFromNowOn(access(tokens));
  }

  @Test
  void anOperatorWithAnotherRoleGetsANewTokenThatIsGoodAtOnce() {
    server.post(
        "/v1/operators",
        SHARED.operator(),
        "{\"username\":\"grace\",\"password\":\"a long enough password\",\"role\":\"viewer\"}");
    var before = new OperatorSignIn(server.uri("")).accessToken("grace", "a long enough password");
    server.patch("/v1/operators/grace", SHARED.operator(), "", "{\"role\":\"operator\"}");
    var after = new OperatorSignIn(server.uri("")).accessToken("grace", "a long enough password");
    refusesFromNowOn(before);
    accepts(after);
    assertThat(told("operator/grace").path("below").asLong()).isPositive();
  }

  @Test
  void aWithdrawnSigningKeySignsNoMoreAndItsTokensAreRefused() throws Exception {
    NewDevice device = SHARED.device("a");
    String token = token(device);
    String kid = kid(token);

    String admin = server.operatorToken();
    Answer answer = server.post("/v1/signing-keys/" + kid + "/revocation", admin, "");
    SHARED.signInAgain();

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).doesNotContain(kid);
    String next = token(device);
    assertThat(kid(next)).isNotEqualTo(kid);
    accepts(next);
    refusesFromNowOn(token);
    assertThat(
            JWKSet.parse(server.get("/oauth2/jwks").text()).getKeys().stream()
                .map(key -> key.getKeyID()))
        .contains(kid(next))
        .doesNotContain(kid);
    assertThat(Instant.parse(told("signing-key/" + kid).path("until").asString()))
        .isAfter(Instant.now().plus(Duration.ofDays(30)));
    String again = "/v1/signing-keys/" + kid + "/revocation";
    assertThat(server.post(again, SHARED.operator(), "").status()).isEqualTo(200);
    assertThat(server.post("/v1/signing-keys/none/revocation", SHARED.operator(), "").code())
        .isEqualTo("signing-key-not-found");
    assertThat(AuthServer.query("select what from audit where object = '" + kid + "'"))
        .contains("signing-key.revoke");
  }

  /** Else every token would be refused, those of operators, too, who could take it away again. */
  @Test
  void aWithdrawnSigningKeyThatABackupBroughtBackIsWithdrawnAgain() throws Exception {
    NewDevice device = SHARED.device("a");
    String kid = kid(token(device));
    AuthServer.sql("create table before as select * from signing_key");
    server.post("/v1/signing-keys/" + kid + "/revocation", server.operatorToken(), "");
    told("signing-key/" + kid);

    AuthServer.sql("delete from signing_key");
    AuthServer.sql("insert into signing_key select * from before");
    AuthServer.sql("delete from revocation");

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(AuthServer.query("select kid from signing_key"))
                .isNotEmpty()
                .doesNotContain(kid));
    SHARED.signInAgain();
    await().untilAsserted(() -> accepts(token(device)));
    AuthServer.sql("drop table before");
  }

  @Test
  void anActWaitsForNoKafkaAndIsToldOnceItIsBack() {
    NewDevice device = SHARED.device("a");
    String token = token(device);
    EmbeddedServers.kafka().kill();
    heard.close();

    Instant begin = Instant.now();
    assertThat(server.delete(keyPath(device), SHARED.operator()).status()).isEqualTo(204);
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(2));
    refusesFromNowOn(token);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(metric("sensor.auth.revocations.unpublished.age")).isGreaterThan(2.0));

    EmbeddedServers.kafka().start();
    heard = new Heard();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(heard.keys()).contains("key/" + device.keyId()));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(metric("sensor.auth.revocations.unpublished.age")).isZero());
    assertAllPublished();
  }

  @Test
  void whatIsOverIsTakenOutOfTheTopicButNotWhatALaterOneStillSays() {
    NewDevice device = SHARED.device("a");
    NewDevice twice = SHARED.device("a");
    String path = "/v1/devices/" + twice.clientId();
    server.delete(keyPath(device), SHARED.operator());
    server.patch(path, SHARED.operator(), "*", "{\"sensors\":[\"b\"]}");
    server.patch(path, SHARED.operator(), "*", "{\"sensors\":[\"c\"]}");
    assertAllPublished();

    AuthServer.sql(
        "update revocation set until = now() - interval '1 hour' where id = '%s' or seq ="
                .formatted(device.keyId())
            + " (select min(seq) from revocation where id = '%s')".formatted(twice.clientId()));

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(heard.all()).contains(new Heard.Told("key/" + device.keyId(), null)));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(
                    AuthServer.query(
                        "select id from revocation where id in ('%s', '%s')"
                            .formatted(device.keyId(), twice.clientId())))
                .containsExactly(twice.clientId()));
    assertThat(heard.all()).doesNotContain(new Heard.Told("device/" + twice.clientId(), null));
  }

  private void refusesFromNowOn(String token) {
    assertThat(refusal(token)).isEqualTo("token-revoked");
    Answer answer = server.get("/v1/devices", token);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("token-revoked");
  }

  private void accepts(String token) {
    server.bean(TokenVerifier.class).verify(token);
  }

  private String refusal(String token) {
    try {
      server.bean(TokenVerifier.class).verify(token);
      return "none";
    } catch (ProblemException e) {
      return e.code().code();
    }
  }

  private JsonNode told(String key) {
    Callable<JsonNode> find =
        () ->
            heard.all().stream()
                .filter(told -> told.key().equals(key))
                .map(Heard.Told::value)
                .reduce((first, last) -> last)
                .orElse(null);
    return await().atMost(Duration.ofSeconds(5)).until(find, value -> value != null);
  }

  private static void assertAllPublished() {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(AuthServer.query("select id from revocation where published_at is null"))
                .isEmpty());
  }

  private double metric(String name) {
    Answer answer =
        AuthServer.send(
            java.net.http.HttpRequest.newBuilder(
                server.managementUri("/actuator/metrics/" + name)));
    return answer.json().at("/measurements/0/value").asDouble();
  }

  private String token(NewDevice device) {
    Answer answer = server.token(device.clientId(), device.apiKey(), GRANT);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return access(answer.json());
  }

  private JsonNode signIn() {
    var signIn = new OperatorSignIn(server.uri(""));
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD);
    return AuthServer.JSON.readTree(signIn.redeem(code, signIn.verifier()).body());
  }

  private Answer refresh(JsonNode tokens) {
    return server.token(
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            OperatorSignIn.CLIENT,
            "refresh_token",
            tokens.path("refresh_token").asString()));
  }

  private Answer revoke(String token) {
    return revoke(Map.of("token", token, "client_id", OperatorSignIn.CLIENT));
  }

  private Answer revoke(Map<String, String> form) {
    return AuthServer.send(
        java.net.http.HttpRequest.newBuilder(server.uri("/oauth2/revoke"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(AuthServer.form(form))));
  }

  private static String access(JsonNode tokens) {
    return tokens.path("access_token").asString();
  }

  private static String keyPath(NewDevice device) {
    return "/v1/devices/" + device.clientId() + "/keys/" + device.keyId();
  }

  private static Object claim(String token, String name) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet().getClaim(name);
  }

  private static Instant expiry(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime().toInstant();
  }

  private static String kid(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }
}
