package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.token.TestIssuer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Each thing that a caller can do wrong, and the problem that tells it. */
class RefusalIT {

  private static final TestIssuer ISSUER = new TestIssuer();
  private static Backend sensor;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    sensor = Backend.started();
    gateway = new TestGateway(ISSUER, sensor.url(), "platform.gateway.max-body=100KB");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    sensor.close();
    ISSUER.close();
  }

  @Test
  void noToken() throws Exception {
    HttpResponse<String> answer =
        gateway.send(gateway.request("/v1/readings").POST(BodyPublishers.ofString("{}")));

    assertProblem(answer, 401, "token-missing");
    assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
  }

  @Test
  void expiredToken() throws Exception {
    HttpResponse<String> answer =
        readingWith(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(3_600))));

    assertProblem(answer, 401, "token-expired");
    assertThat(answer.headers().firstValue("www-authenticate").orElseThrow())
        .startsWith("Bearer ")
        .contains("error=\"invalid_token\"");
  }

  @Test
  void wrongAudience() throws Exception {
    assertProblem(readingWith(claims -> claims.audience("else")), 401, "token-wrong-audience");
  }

  @Test
  void wrongIssuer() throws Exception {
    assertProblem(readingWith(claims -> claims.issuer("http://else")), 401, "token-wrong-issuer");
  }

  @Test
  void malformedToken() throws Exception {
    assertProblem(gateway.send(gateway.reading("nonsense")), 401, "token-malformed");
    String token = token();
    assertProblem(
        gateway.send(gateway.reading(token).header("Authorization", "Bearer " + token)),
        401,
        "token-malformed");
  }

  @Test
  void tamperedToken() throws Exception {
    String token = token();
    String tampered = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(342);
    assertProblem(gateway.send(gateway.reading(tampered)), 401, "token-signature-invalid");
  }

  @Test
  void refusedTokensAreCounted() throws Exception {
    double before = refusedTokens();
    gateway.send(gateway.reading("nonsense"));
    assertThat(refusedTokens()).isEqualTo(before + 1);
  }

  @Test
  void nothingThatIsRefusedReachesAService() throws Exception {
    int before = sensor.calls().size();
    gateway.send(gateway.reading("nonsense"));
    gateway.send(gateway.request("/v1/readings"));
    gateway.send(gateway.request("/v2/readings"));
    assertThat(sensor.calls()).hasSize(before);
  }

  @Test
  void publicRouteNeedsNoTokenAndPassesCredentialsDown() throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway
                .request("/oauth2/introspect")
                .header("Authorization", "Basic eA==")
                .POST(BodyPublishers.ofString("a=b")));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(sensor.lastCall().header("Authorization")).isEqualTo("Basic eA==");
  }

  @Test
  void unknownPath() throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.request("/v2/nothing"));

    JsonNode problem = assertProblem(answer, 404, "not-found");
    assertThat(problem.get("instance").asString()).isEqualTo("/v2/nothing");
  }

  @Test
  void pathThatClimbs() throws Exception {
    assertProblem(
        gateway.send(gateway.request("/oauth2/%2e%2e/v1/devices")), 400, "malformed-request");
  }

  @Test
  void announcedBodyThatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
    String answer =
        gateway.raw(
            """
            POST /v1/readings HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer %s\r
            Content-Length: 9000000\r
            \r
            """
                .formatted(token()));

    assertThat(answer).startsWith("HTTP/1.1 413").contains("\"body-too-large\"");
  }

  @Test
  void bodyThatIsTooLargeIsRefusedAlsoToWhoSendsItAll() throws Exception {
    assertProblem(
        gateway.send(
            gateway
                .request("/v1/readings")
                .header("Authorization", "Bearer " + token())
                .POST(BodyPublishers.ofByteArray(new byte[5_000_000]))),
        413,
        "body-too-large");
  }

  @Test
  void chunkedBodyIsCutOffAtTheLimit() throws Exception {
    assertProblem(
        gateway.send(
            gateway
                .request("/v1/readings")
                .header("Authorization", "Bearer " + token())
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(new byte[2_000_000])))),
        413,
        "body-too-large");
    assertThat(gateway.send(gateway.reading(token())).statusCode()).isEqualTo(202);
  }

  @Test
  void overTheLimit() throws Exception {
    String token = ISSUER.token("greedy", "default", List.of("*"), "readings:write");
    HttpResponse<String> answer = gateway.send(gateway.reading(token));
    for (int i = 0; i < 300 && answer.statusCode() != 429; i++) {
      answer = gateway.send(gateway.reading(token));
    }

    JsonNode problem = assertProblem(answer, 429, "rate-limited");
    assertThat(problem.get("detail").asString()).contains("'writes'", "principal", "0 remain");
    assertThat(answer.headers().firstValue("retry-after").orElseThrow()).isIn("1", "2");
    assertThat(answer.headers().firstValue("ratelimit-policy")).contains("\"writes\";q=50;w=3");
    assertThat(answer.headers().firstValue("ratelimit")).contains("\"writes\";r=0;t=3");
    assertThat(
            gateway
                .bean(MeterRegistry.class)
                .counter("sensor.gateway.limited", "limit", "writes")
                .count())
        .isGreaterThanOrEqualTo(1);
    // Others are not touched.
    assertThat(gateway.send(gateway.reading(token())).statusCode()).isEqualTo(202);
  }

  @Test
  void tokenEndpointIsLimitedByAddress() throws Exception {
    HttpResponse<String> answer = tokenRequest();
    for (int i = 0; i < 100 && answer.statusCode() != 429; i++) {
      answer = tokenRequest();
    }
    JsonNode problem = assertProblem(answer, 429, "rate-limited");
    assertThat(problem.get("detail").asString()).contains("'token'", "address");
  }

  @Test
  void notHttpAtAll() throws Exception {
    assertThat(gateway.raw("this is no http\r\n\r\n"))
        .startsWith("HTTP/1.")
        .contains(" 400 ")
        .contains("\"malformed-request\"");
  }

  @Test
  void hostIsMissing() throws Exception {
    assertThat(gateway.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.")
        .contains(" 400 ")
        .contains("\"malformed-request\"");
  }

  @Test
  void transferCodingThatTwoServersCouldReadInTwoWays() throws Exception {
    assertThat(
            gateway.raw(
                "POST /v1/readings HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.")
        .contains(" 400 ")
        .contains("\"malformed-request\"");
  }

  @Test
  void twoLengths() throws Exception {
    assertThat(
            gateway.raw(
                "POST /v1/readings HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"))
        .startsWith("HTTP/1.")
        .contains(" 400 ")
        .contains("\"malformed-request\"");
  }

  @Test
  void requestLineIsTooLong() throws Exception {
    assertThat(gateway.raw("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.")
        .contains(" 414 ")
        .contains("\"uri-too-long\"");
  }

  @Test
  void headersAreTooLarge() throws Exception {
    assertThat(gateway.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("\"headers-too-large\"");
  }

  @Test
  void problemPagesAreForReaders() throws Exception {
    HttpResponse<String> page = gateway.send(gateway.request("/problems/rate-limited"));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("Too many requests");
    assertProblem(gateway.send(gateway.request("/problems/nonsense")), 404, "not-found");
    assertProblem(gateway.send(gateway.request("/problems").DELETE()), 405, "method-not-allowed");
    assertThat(gateway.send(gateway.request("/")).body()).contains("/v1/readings");
  }

  /** Asserts that it is a problem document with all that one has. */
  static JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.body()).contains("\"" + code + "\"");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    JsonNode problem = TestGateway.json(answer.body());
    assertThat(problem.get("type").asString()).isEqualTo("/problems/" + code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    for (String member : List.of("title", "detail", "instance", "hint")) {
      assertThat(problem.get(member).asString()).isNotBlank();
    }
    String trace = problem.get("traceId").asString();
    assertThat(trace).matches("[0-9a-f]{32}");
    assertThat(answer.headers().firstValue("traceresponse").orElseThrow()).contains(trace);
    return problem;
  }

  private static String token() {
    return ISSUER.token(UUID.randomUUID().toString(), "default", List.of("*"), "readings:write");
  }

  private static HttpResponse<String> readingWith(Consumer<JWTClaimsSet.Builder> bend)
      throws Exception {
    return gateway.send(gateway.reading(ISSUER.token("d", "default", List.of("*"), bend)));
  }

  private static HttpResponse<String> tokenRequest() throws Exception {
    return gateway.send(
        gateway
            .request("/oauth2/token")
            .POST(BodyPublishers.ofString("grant_type=client_credentials")));
  }

  private static double refusedTokens() {
    return gateway
        .bean(MeterRegistry.class)
        .counter("sensor.gateway.tokens.refused", "code", "token-malformed")
        .count();
  }
}
