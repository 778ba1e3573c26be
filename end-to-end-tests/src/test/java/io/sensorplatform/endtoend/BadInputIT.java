package io.sensorplatform.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Whatever is wrong with a request, the answer says what, where and how to mend it. */
@ExtendWith(SharedPlatform.class)
class BadInputIT {

  private static final String GOOD = "{\"sensorId\":\"bad/a\",\"value\":1}";

  @Test
  void tokens(Platform platform) throws Exception {
    String gateway = platform.gateway();
    var url = URI.create(gateway + "/v1/readings");
    var post = HttpRequest.newBuilder(url).header("Content-Type", "application/json");
    problem(
        Http.send(post.copy().POST(BodyPublishers.ofString(GOOD)).build()), 401, "token-missing");
    problem(
        Http.send(
            post.copy()
                .header("Authorization", "Bearer nonsense")
                .POST(BodyPublishers.ofString(GOOD))
                .build()),
        401,
        "token-malformed");
    String token = new DeviceTokens(platform.device("bad", "journey", "bad/")).get();
    String[] parts = token.split("\\.");
    String forged = parts[0] + '.' + parts[1] + '.' + "A".repeat(parts[2].length());
    problem(
        Http.send(
            post.copy()
                .header("Authorization", "Bearer " + forged)
                .POST(BodyPublishers.ofString(GOOD))
                .build()),
        401,
        "token-signature-invalid");
  }

  @Test
  void bodies(Platform platform) throws Exception {
    Api api = platform.api("bad", "journey", "bad/");
    JsonNode json = problem(api.post("[" + GOOD + ",\n {\"sensorId\":"), 400, "malformed-json");
    assertThat(json.at("/detail").asString()).contains("line 2");
    problem(api.post("text/plain", null, GOOD.getBytes(UTF_8)), 415, "unsupported-media-type");
    problem(api.post("*", null, GOOD.getBytes(UTF_8)), 415, "unsupported-media-type");
    problem(
        api.post("multipart/form-data", null, GOOD.getBytes(UTF_8)), 415, "unsupported-media-type");
    problem(api.post("application/json", "br", GOOD.getBytes(UTF_8)), 415, "unsupported-encoding");
    problem(api.post("application/json", "gzip", GOOD.getBytes(UTF_8)), 400, "malformed-gzip");
    problem(api.post("[]"), 400, "no-readings");
    String tooMany =
        IntStream.range(0, 10_001).mapToObj(i -> GOOD).collect(Collectors.joining(",", "[", "]"));
    problem(api.post(tooMany), 413, "too-many-readings");
    byte[] large = new byte[9 * 1024 * 1024];
    Arrays.fill(large, (byte) ' ');
    problem(api.post("application/json", null, large), 413, "body-too-large");
    problem(api.post("application/json", "gzip", Api.gzip(large)), 413, "body-too-large");
  }

  @Test
  void readings(Platform platform) throws Exception {
    Api api = platform.api("bad", "journey", "bad/");
    rejected(api, "{\"sensorId\":\"else/a\",\"value\":1}", "sensor-not-allowed");
    rejected(api, "{\"sensorId\":\"bad/a b\",\"value\":1}", "sensor-id-invalid");
    rejected(api, "{\"sensorId\":\"bad/a\",\"value\":\"1\"}", "value-invalid");
    rejected(api, "{\"sensorId\":\"bad/a\"}", "value-invalid");
    rejected(api, "{\"sensorId\":\"bad/a\",\"value\":1e999}", "value-invalid");
    rejected(api, "{\"sensorId\":\"bad/a\",\"value\":1,\"unit\":\"a b\"}", "unit-invalid");
    String old = Instant.now().minus(Duration.ofDays(31)).toString();
    rejected(
        api,
        "{\"sensorId\":\"bad/a\",\"value\":1,\"observedAt\":\"%s\"}".formatted(old),
        "observed-at-out-of-window");
    JsonNode mixed = Api.json(api.post("[" + GOOD + ",17]"));
    assertThat(mixed.at("/accepted").asInt()).isEqualTo(1);
    assertThat(mixed.at("/errors/0/code").asString()).isEqualTo("item-malformed");
  }

  @Test
  void paths(Platform platform) throws Exception {
    Api api = platform.api("bad", "journey", "bad/");
    problem(api.get("/v1/nowhere"), 404, "not-found");
    problem(api.get("/v1/readings"), 405, "method-not-allowed");
    problem(api.get("/v1/sensors/bad%2Fnever-seen/latest"), 404, "sensor-not-found");
    problem(api.get("/v1/sensors/else%2Fa/latest"), 403, "sensor-not-allowed");
    problem(api.get("/v1/sensors/bad%2Fa/readings?limit=x"), 400, "invalid-parameter");
    problem(api.get("/v1/sensors/bad%2Fa/readings?cursor=x"), 400, "invalid-parameter");
    problem(api.get("/v1/devices"), 403, "scope-missing");
  }

  @Test
  void everyCodeHasItsPage(Platform platform) throws Exception {
    assertThat(Http.get(platform.gateway() + "/problems/rate-limited")).contains("rate-limited");
  }

  private static void rejected(Api api, String reading, String code) throws Exception {
    JsonNode problem = Api.json(api.post(reading));
    assertThat(problem.at("/errors/0/code").asString()).as(reading).isEqualTo(code);
    assertThat(problem.at("/errors/0/retryable").asBoolean()).isFalse();
    assertThat(problem.at("/code").asString()).isEqualTo("readings-rejected");
    assertThat(problem.at("/status").asInt()).isEqualTo(422);
  }

  private static JsonNode problem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    JsonNode problem = Api.json(answer);
    assertThat(problem.at("/code").asString()).isEqualTo(code);
    assertThat(problem.at("/hint").asString()).isNotEmpty();
    assertThat(problem.at("/traceId").asString()).matches("[0-9a-f]{32}");
    assertThat(answer.body()).doesNotContain("Exception", "\tat ");
    return problem;
  }
}
