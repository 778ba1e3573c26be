package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.revocation.Revocation;
import io.sensorplatform.defaults.revocation.Revocation.Kind;
import io.sensorplatform.defaults.revocation.RevokedTokens;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.defaults.token.TokenAttacks;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not get past the gateway, over real HTTP; nothing of it may reach a service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenAttackIT {

  private static final Duration FETCH_INTERVAL = Duration.ofMillis(500);
  private static final int UNKNOWN_KEYS = 10_000;

  private final TestIssuer issuer = new TestIssuer();
  private final TestIssuer attacker = new TestIssuer();
  private Backend backend;
  private TestGateway gateway;

  @BeforeAll
  void start() throws Exception {
    backend = Backend.started();
    gateway =
        new TestGateway(
            issuer,
            backend.url(),
            "platform.tokens.keys-ttl=2s",
            "platform.tokens.keys-fetch-interval=" + FETCH_INTERVAL.toMillis() + "ms",
            "platform.gateway.limits.writes.rate=100000",
            "platform.gateway.limits.writes.burst=100000");
  }

  @AfterAll
  void stop() {
    gateway.close();
    backend.close();
    issuer.close();
    attacker.close();
  }

  List<TokenAttacks.Attack> attacks() {
    return TokenAttacks.all(issuer, attacker);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void refuses(TokenAttacks.Attack attack) throws Exception {
    int reached = backend.calls().size();
    var request = reading(attack.query());
    attack.authorization().forEach(value -> request.header("Authorization", value));
    HttpResponse<String> answer = gateway.send(request);
    assertThat(TestGateway.json(answer.body()).path("code").asString())
        .isEqualTo(attack.expected().code());
    assertThat(answer.statusCode()).isEqualTo(attack.expected().status());
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(backend.calls()).hasSize(reached);
    assertThat(attacker.fetches()).isZero();
  }

  @Test
  void letsATokenInAFormCountForNothing() throws Exception {
    var request =
        gateway
            .request("/v1/readings")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("access_token=" + good("form")));
    assertThat(code(gateway.send(request))).isEqualTo("token-missing");
  }

  @Test
  void lets100KilobytesNotEvenComeToTheToken() throws Exception {
    var answer =
        gateway.raw(
            "POST /v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n"
                .formatted("a".repeat(100_000)));
    assertThat(answer).startsWith("HTTP/1.1 431").contains("headers-too-large");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void refusesWhatIsRevokedAlsoIfItWasAcceptedBefore(Kind kind) throws Exception {
    String id = kind == Kind.SIGNING_KEY ? issuer.key().getKeyID() : "revoked-" + kind;
    String token =
        issuer.token(
            kind == Kind.DEVICE || kind == Kind.OPERATOR ? id : "somebody",
            "t",
            List.of("a"),
            claims ->
                claims
                    .claim("scope", "readings:write")
                    .claim(kind == Kind.OPERATOR || kind == Kind.SESSION ? "sid" : "key", id)
                    .claim("gen", 6));
    assertThat(gateway.send(gateway.reading(token)).statusCode()).isEqualTo(202);
    Instant now = Instant.now();
    Long below = kind == Kind.DEVICE || kind == Kind.OPERATOR ? 7L : null;
    gateway
        .bean(RevokedTokens.class)
        .add(new Revocation(kind, id, now, now.plusSeconds(60), below), now);
    HttpResponse<String> answer = gateway.send(gateway.reading(token));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(code(answer)).isEqualTo("token-revoked");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("invalid_token");
    if (kind == Kind.SIGNING_KEY) {
      issuer.replaceKey();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(gateway.send(gateway.reading(good("new"))).statusCode()).isEqualTo(202));
    }
  }

  @Test
  void unknownKeyIdsCauseOneFetchAnIntervalAtMost() throws Exception {
    assertThat(gateway.send(gateway.reading(good("known"))).statusCode()).isEqualTo(202);
    int before = issuer.fetches();
    String[] parts = good("attacker").split("\\.");
    String rest = '.' + parts[1] + '.' + parts[2];
    Instant begin = Instant.now();
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < UNKNOWN_KEYS; i++) {
      String header = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"bogus-" + i + "\"}";
      String token =
          Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(header.getBytes(StandardCharsets.UTF_8))
              + rest;
      calls.add(() -> gateway.send(gateway.reading(token)).statusCode());
    }
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (Future<Integer> status : threads.invokeAll(calls)) {
        assertThat(status.get()).isEqualTo(401);
      }
    }
    long intervals = Duration.between(begin, Instant.now()).dividedBy(FETCH_INTERVAL);
    assertThat(issuer.fetches() - before).isLessThanOrEqualTo((int) intervals + 2);
    assertThat(gateway.send(gateway.reading(good("afterwards"))).statusCode()).isEqualTo(202);
  }

  @Test
  void anOutageOfTheIssuerHurtsOnlyKeysThatAreNotKnown() throws Exception {
    assertThat(gateway.send(gateway.reading(good("before"))).statusCode()).isEqualTo(202);
    issuer.stop();
    try {
      await()
          .pollDelay(Duration.ofSeconds(3))
          .untilAsserted(() ->
              assertThat(gateway.send(gateway.reading(good("during"))).statusCode())
                  .isEqualTo(202));
      String forged =
          TestIssuer.sign(TestIssuer.newKey(), issuer.claims("x", "t", List.of("a")).build());
      HttpResponse<String> answer = gateway.send(gateway.reading(forged));
      assertThat(code(answer)).isIn("token-key-unknown", "keys-unavailable");
    } finally {
      issuer.start();
    }
  }

  @Test
  void aKeyThatIsPublishedNoMoreVerifiesNoMore() throws Exception {
    assertThat(gateway.send(gateway.reading(good("once"))).statusCode()).isEqualTo(202);
    var old = issuer.key();
    issuer.replaceKey();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          String token = TestIssuer.sign(old, issuer.claims("x", "t", List.of("a")).build());
          assertThat(code(gateway.send(gateway.reading(token)))).isEqualTo("token-key-unknown");
        });
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(gateway.send(gateway.reading(good("next"))).statusCode()).isEqualTo(202));
  }

  private String good(String subject) {
    return issuer.token(subject, "t", List.of("a"), "readings:write");
  }

  private HttpRequest.Builder reading(String query) {
    return gateway
        .request("/v1/readings" + query)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"sensorId\":\"a\",\"value\":1}"));
  }

  private static String code(HttpResponse<String> answer) {
    return TestGateway.json(answer.body()).path("code").asString("");
  }
}
