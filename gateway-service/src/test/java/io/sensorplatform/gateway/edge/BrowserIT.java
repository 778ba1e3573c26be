package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What browsers are told: which pages may call, and what to make of an answer. */
class BrowserIT {

  private static final String PAGE = "https://console.example";
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final String TOKEN =
      ISSUER.token("d", "default", List.of("*"), "readings:write", "readings:read");
  private static Backend sensor;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    sensor = Backend.started();
    gateway =
        new TestGateway(
            ISSUER,
            sensor.url(),
            "platform.gateway.cors.origins=" + PAGE + ",http://localhost:3000",
            "platform.gateway.trusted-proxies=127.0.0.1");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    sensor.close();
    ISSUER.close();
  }

  @Test
  void preflightIsAnsweredWithoutTokenAndWithoutAService() throws Exception {
    int before = sensor.calls().size();
    HttpResponse<String> answer = preflight(PAGE);

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(header(answer, "access-control-allow-origin")).isEqualTo(PAGE);
    assertThat(header(answer, "access-control-allow-methods")).contains("POST", "PATCH");
    assertThat(header(answer, "access-control-allow-headers"))
        .contains("Authorization", "Idempotency-Key", "If-Match");
    assertThat(header(answer, "access-control-max-age")).isEqualTo("600");
    assertThat(header(answer, "vary")).containsIgnoringCase("origin");
    assertThat(answer.headers().firstValue("access-control-allow-credentials")).isEmpty();
    assertThat(sensor.calls()).hasSize(before);
  }

  @Test
  void preflightOfAnotherPageIsRefused() throws Exception {
    for (String origin :
        List.of(
            "https://evil.example", PAGE + ".evil.example", "null", "HTTPS://CONSOLE.EXAMPLE")) {
      HttpResponse<String> answer = preflight(origin);
      RefusalIT.assertProblem(answer, 403, "origin-not-allowed");
      assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void pageMayReadTheAnswerWhateverItIs() throws Exception {
    for (HttpRequest.Builder request :
        List.of(gateway.reading(TOKEN), gateway.reading("nonsense"), gateway.request("/"))) {
      HttpResponse<String> answer = gateway.send(request.header("Origin", PAGE));
      assertThat(header(answer, "access-control-allow-origin")).isEqualTo(PAGE);
      assertThat(header(answer, "access-control-expose-headers"))
          .contains("RateLimit", "Retry-After", "traceresponse", "ETag", "Location");
    }
  }

  @Test
  void whatAServiceSaysAboutPagesIsNotPassedOn() throws Exception {
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
      exchange.getResponseHeaders().add("Access-Control-Allow-Credentials", "true");
      exchange.getResponseHeaders().add("Vary", "Accept");
      Backend.send(exchange, 200, "{}");
    });
    HttpResponse<String> answer =
        gateway.send(gateway.reading(TOKEN).header("Origin", "https://evil.example"));
    sensor.answersAccepted();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-credentials");
    assertThat(answer.headers().allValues("vary")).containsExactly("Accept", "Origin");
  }

  @Test
  void optionsThatIsNoPreflightNeedsAToken() throws Exception {
    HttpResponse<String> answer =
        gateway.send(gateway.request("/v1/readings").method("OPTIONS", BodyPublishers.noBody()));
    RefusalIT.assertProblem(answer, 401, "token-missing");
  }

  @Test
  void pagesRunNothingAndStandInNoFrame() throws Exception {
    HttpResponse<String> page = gateway.send(gateway.request("/problems"));

    assertThat(header(page, "content-security-policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "style-src 'sha256-")
        .doesNotContain("unsafe");
    assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(page.headers().firstValue("strict-transport-security")).isEmpty();
  }

  @Test
  void answersAreStoredByNobodyUnlessAServiceSaysSo() throws Exception {
    HttpResponse<String> plain = gateway.send(gateway.reading(TOKEN));
    assertThat(header(plain, "cache-control")).isEqualTo("no-store");
    assertThat(header(plain, "x-content-type-options")).isEqualTo("nosniff");
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("ETag", "\"1\"");
      Backend.send(exchange, 200, "{}");
    });
    assertThat(header(gateway.send(gateway.reading(TOKEN)), "cache-control"))
        .isEqualTo("private, no-cache");
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("Cache-Control", "max-age=5");
      Backend.send(exchange, 200, "{}");
    });
    assertThat(header(gateway.send(gateway.reading(TOKEN)), "cache-control"))
        .isEqualTo("max-age=5");
    sensor.answersAccepted();
  }

  @Test
  void trustedProxySaysForWhomItSpeaksAndHow() throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway
                .reading(TOKEN)
                .header("X-Forwarded-For", "6.6.6.6, 203.0.113.7")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "platform.example")
                .header("Forwarded", "for=9.9.9.9"));

    Backend.Call call = sensor.lastCall();
    assertThat(call.headers().get("X-Forwarded-For")).containsExactly("203.0.113.7");
    assertThat(call.headers().get("X-Forwarded-Proto")).containsExactly("https");
    assertThat(call.headers().get("X-Forwarded-Host")).containsExactly("platform.example");
    assertThat(call.headers().get("X-Forwarded-Port")).containsExactly("443");
    assertThat(call.headers()).doesNotContainKey("Forwarded");
    assertThat(header(answer, "strict-transport-security")).startsWith("max-age=");
  }

  @Test
  void callersBehindATrustedProxyAreLimitedEachForItself() throws Exception {
    for (int i = 0; i < 6; i++) {
      tokenRequest("198.51.100.1");
    }
    assertThat(tokenRequest("198.51.100.1").statusCode()).isEqualTo(429);
    assertThat(tokenRequest("198.51.100.2").statusCode()).isEqualTo(202);
    // A caller's own word before the proxy's does not make it another one.
    assertThat(tokenRequest("1.2.3.4, 198.51.100.1").statusCode()).isEqualTo(429);
  }

  private static HttpResponse<String> tokenRequest(String forwardedFor) throws Exception {
    return gateway.send(
        gateway
            .request("/oauth2/token")
            .header("X-Forwarded-For", forwardedFor)
            .POST(BodyPublishers.ofString("a=b")));
  }

  private static HttpResponse<String> preflight(String origin) throws Exception {
    return gateway.send(
        gateway
            .request("/v1/readings")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
