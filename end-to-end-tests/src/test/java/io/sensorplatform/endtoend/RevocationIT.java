package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.TokenUses.Seen;
import io.sensorplatform.endtoend.TokenUses.Verdict;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From the act of an operator until the last use of a token that is accepted, at the gateway and at
 * a service behind it, while both are being called.
 */
@ExtendWith(SharedPlatform.class)
class RevocationIT {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int KEYS = Integer.getInteger("revocations", 12);

  private record Key(String clientId, String keyId, String token) {}

  @Test
  void whateverIsRevokedIsRefusedWithinFiveSeconds(Platform platform) throws Exception {
    String operator = operator(platform);
    Platform.Device device = platform.device("revoked", "revocation", "revoked/");

    Key key = key(platform, operator, device.clientId());
    Key spared = key(platform, operator, device.clientId());
    tell("a key", watch(platform, key.token(), () -> delete(platform, operator, path(key))));
    assertThat(TokenUses.verdict(platform.gateway(), spared.token())).isEqualTo(Verdict.ACCEPTED);

    String disabled = "{\"disabled\":true}";
    String devicePath = "/v1/devices/" + device.clientId();
    tell(
        "a device",
        watch(platform, spared.token(), () -> patch(platform, operator, devicePath, disabled)));
    patch(platform, operator, devicePath, "{\"disabled\":false}");
    String again = token(platform, device.clientId(), device.apiKey());
    assertThat(TokenUses.verdict(platform.gateway(), again)).isEqualTo(Verdict.ACCEPTED);
    assertThat(TokenUses.verdict(sensor(platform), again)).isEqualTo(Verdict.ACCEPTED);

    String session = claims(operator).path("sid").asString();
    String sessionPath = "/v1/sessions/" + session;
    tell("a session", watch(platform, operator, () -> delete(platform, operator, sessionPath)));

    // Notices that its token is good no more, and signs in again.
    JsonNode keys =
        JsonMapper.shared()
            .readTree(platform.run("keys", "list", "--json").succeeded().out())
            .path("items");
    String kid = "";
    for (JsonNode one : keys) {
      kid = one.path("state").asString().equals("active") ? one.path("kid").asString() : kid;
    }
    String withdrawn = kid;
    tell(
        "a signing key",
        watch(
            platform,
            again,
            () -> {
              platform.run("keys", "revoke", withdrawn).succeeded();
              return 200;
            }));
    String fresh = token(platform, device.clientId(), device.apiKey());
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> {
          assertThat(TokenUses.verdict(platform.gateway(), fresh)).isEqualTo(Verdict.ACCEPTED);
          assertThat(TokenUses.verdict(sensor(platform), fresh)).isEqualTo(Verdict.ACCEPTED);
        });
    assertThat(platform.run("keys", "list").succeeded().out()).doesNotContain(withdrawn);
  }

  @Test
  void whatWasRevokedStaysSoWithoutAuthServiceAndOverARestart(Platform platform) throws Exception {
    String operator = operator(platform);
    Platform.Device device = platform.device("orphan", "revocation", "orphan/");
    Key key = key(platform, operator, device.clientId());
    Key good = key(platform, operator, device.clientId());
    assertThat(TokenUses.verdict(platform.gateway(), good.token())).isEqualTo(Verdict.ACCEPTED);
    watch(platform, key.token(), () -> delete(platform, operator, path(key)));
    platform.run("kill", "auth-service").succeeded();
    try {
      assertThat(TokenUses.verdict(platform.gateway(), key.token())).isEqualTo(Verdict.REFUSED);
      assertThat(TokenUses.verdict(sensor(platform), key.token())).isEqualTo(Verdict.REFUSED);
      assertThat(TokenUses.verdict(platform.gateway(), good.token())).isEqualTo(Verdict.ACCEPTED);
      platform.run("kill", "gateway-service").succeeded();
      platform.run("start", "gateway-service").succeeded();
      // Without keys it can tell of no token whether it is good.
      assertThat(TokenUses.verdict(platform.gateway(), key.token()))
          .isIn(Verdict.REFUSED, Verdict.NONE);
    } finally {
      platform.run("start", "auth-service").succeeded();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(TokenUses.verdict(platform.gateway(), good.token()))
                .isEqualTo(Verdict.ACCEPTED));
    assertThat(TokenUses.verdict(platform.gateway(), key.token())).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void mostRevocationsTakeNoNoticeableTime(Platform platform) throws Exception {
    String operator = operator(platform);
    Platform.Device device = platform.device("many", "revocation", "many/");
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Key key = key(platform, operator, device.clientId());
      seen.add(watch(platform, key.token(), () -> delete(platform, operator, path(key))));
    }
    System.out.printf(
        "Revocation of %d keys, from the operator's call to the first refusal: at the gateway p50 %d ms, p99 %d ms; at sensor-service p50 %d ms, p99 %d ms%n",
        KEYS,
        percentile(seen.stream().mapToLong(Seen::gatewayMillis).toArray(), 50),
        percentile(seen.stream().mapToLong(Seen::gatewayMillis).toArray(), 99),
        percentile(seen.stream().mapToLong(Seen::serviceMillis).toArray(), 50),
        percentile(seen.stream().mapToLong(Seen::serviceMillis).toArray(), 99));
  }

  private static long percentile(long[] values, int percent) {
    Arrays.sort(values);
    return values[Math.min(values.length - 1, values.length * percent / 100)];
  }

  private static void tell(String what, Seen seen) {
    System.out.printf(
        "Revocation of %s: refused at the gateway after %d ms, at sensor-service after %d ms%n",
        what, seen.gatewayMillis(), seen.serviceMillis());
  }

  /** Uses the token all the time at both, does it, and waits until both refuse. */
  private static Seen watch(Platform platform, String token, Callable<Integer> act)
      throws Exception {
    Seen seen = TokenUses.watch(platform.gateway(), sensor(platform), token, act);
    assertThat(seen.status()).isBetween(200, 204);
    assertThat(seen.gatewayMillis()).isLessThan(LIMIT.toMillis());
    assertThat(seen.serviceMillis()).isLessThan(LIMIT.toMillis());
    return seen;
  }

  private static Key key(Platform platform, String operator, String clientId) throws Exception {
    HttpResponse<String> answer =
        send(
            platform.gateway() + "/v1/devices/" + clientId + "/keys",
            operator,
            request -> request.POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode made = Api.json(answer);
    return new Key(
        clientId,
        made.path("keyId").asString(),
        token(platform, clientId, made.path("apiKey").asString()));
  }

  /** From auth-service itself: the gateway lets a few a second through. */
  private static String token(Platform platform, String clientId, String apiKey) throws Exception {
    String form =
        Map.of(
                "grant_type", "client_credentials",
                "client_id", clientId,
                "client_secret", apiKey)
            .entrySet()
            .stream()
            .map(one ->
                one.getKey() + '=' + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    String auth = platform.url("auth-service");
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(URI.create(auth + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Api.json(answer).path("access_token").asString();
  }

  private static String operator(Platform platform) {
    // Signs in again if its token was revoked.
    platform.run("keys", "list").succeeded();
    return platform.run("token", "operator").succeeded().out().trim();
  }

  private static int delete(Platform platform, String operator, String path) throws Exception {
    return send(platform.gateway() + path, operator, HttpRequest.Builder::DELETE).statusCode();
  }

  private static int patch(Platform platform, String operator, String path, String json)
      throws Exception {
    return send(
            platform.gateway() + path,
            operator,
            request ->
                request
                    .header("Content-Type", "application/merge-patch+json")
                    .header("If-Match", "*")
                    .method("PATCH", HttpRequest.BodyPublishers.ofString(json)))
        .statusCode();
  }

  private static HttpResponse<String> send(
      String url, String token, java.util.function.UnaryOperator<HttpRequest.Builder> method)
      throws Exception {
    return Http.send(
        method
            .apply(HttpRequest.newBuilder(URI.create(url)))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build());
  }

  private static JsonNode claims(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  private static String path(Key key) {
    return "/v1/devices/" + key.clientId() + "/keys/" + key.keyId();
  }

  private static String sensor(Platform platform) {
    return platform.url("sensor-service");
  }
}
