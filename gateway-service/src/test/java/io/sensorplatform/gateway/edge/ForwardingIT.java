package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.token.TestIssuer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller sends arrives unchanged, and so does the answer. */
class ForwardingIT {

  private static final TestIssuer ISSUER = new TestIssuer();
  private static Backend sensor;
  private static TestGateway gateway;

  private final String token =
      ISSUER.token("device-1", "default", List.of("plant1/"), "readings:write", "readings:read");

  @BeforeAll
  static void start() throws IOException {
    sensor = Backend.started();
    gateway =
        new TestGateway(
            ISSUER,
            sensor.url(),
            "platform.gateway.limits.writes.burst=1000",
            "platform.gateway.limits.reads.burst=1000");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    sensor.close();
    ISSUER.close();
  }

  @BeforeEach
  void acceptAll() {
    sensor.answersAccepted();
  }

  @Test
  void readingArrivesWithItsTokenAndTheAnswerComesBack() throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.reading(token));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    Backend.Call call = sensor.lastCall();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.header("Authorization")).isEqualTo("Bearer " + token);
    assertThat(call.header("Content-Type")).isEqualTo("application/json");
    assertThat(new String(call.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"sensorId\":\"a\",\"value\":1}");
  }

  @Test
  void everyAnswerTellsLimitsAndTrace() throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.reading(token));

    assertThat(answer.headers().firstValue("ratelimit-policy")).contains("\"writes\";q=1000;w=50");
    assertThat(answer.headers().firstValue("ratelimit").orElseThrow())
        .matches("\"writes\";r=\\d+;t=\\d+");
    assertThat(answer.headers().firstValue("traceresponse").orElseThrow())
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
  }

  @Test
  void gzipPassesUntouchedBothWays() throws Exception {
    byte[] packed = gzip("x".repeat(10_000));
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, call.body().length);
      exchange.getResponseBody().write(call.body());
      exchange.close();
    });

    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(
              gateway
                  .request("/v1/readings")
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Encoding", "gzip")
                  .POST(BodyPublishers.ofByteArray(packed))
                  .build(),
              BodyHandlers.ofByteArray());

      assertThat(sensor.lastCall().body()).isEqualTo(packed);
      assertThat(sensor.lastCall().header("Content-Encoding")).isEqualTo("gzip");
      assertThat(answer.body()).isEqualTo(packed);
      assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeBodiesPassWholeInBothVersions(HttpClient.Version version) throws Exception {
    byte[] body = new byte[3_000_000];
    new Random(1).nextBytes(body);
    sensor.answers((exchange, call) -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(call.body());
      exchange.close();
    });

    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      for (var publisher :
          List.of(
              BodyPublishers.ofByteArray(body),
              BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))) {
        HttpResponse<byte[]> answer =
            client.send(
                gateway
                    .request("/v1/readings")
                    .header("Authorization", "Bearer " + token)
                    .POST(publisher)
                    .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
      }
    }
  }

  @Test
  void callerThatWaitsForLeaveToSendGetsIt() throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.reading(token).expectContinue(true));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(sensor.lastCall().body()).isNotEmpty();
  }

  @Test
  void encodedSlashesAndQueryPassUnchanged() throws Exception {
    String path = "/v1/sensors/plant1%2Fpress7/readings?from=2026-11-21T10%3A00%3A00Z&order=desc";
    gateway.send(gateway.request(path).header("Authorization", "Bearer " + token));

    assertThat(sensor.lastCall().uri().toString()).isEqualTo(path);
  }

  @Test
  void serviceLearnsWhoCallsAndUnderWhichNameAndNobodyElseMaySay() throws Exception {
    gateway.send(
        gateway
            .reading(token)
            .header("X-Forwarded-For", "6.6.6.6")
            .header("X-Forwarded-Host", "evil.example")
            .header("X-Forwarded-Proto", "gopher")
            .header("Forwarded", "for=6.6.6.6")
            .header("X-Real-IP", "6.6.6.6")
            .header("baggage", "a=b"));

    Backend.Call call = sensor.lastCall();
    assertThat(call.headers().get("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(call.headers().get("X-Forwarded-Host"))
        .containsExactly("127.0.0.1:" + gateway.port());
    assertThat(call.headers().get("X-Forwarded-Port"))
        .containsExactly(Integer.toString(gateway.port()));
    assertThat(call.headers().get("X-Forwarded-Proto")).containsExactly("http");
    assertThat(call.headers()).doesNotContainKeys("Forwarded", "X-real-ip", "Baggage");
  }

  @Test
  void headersBetweenNeighboursStayThere() throws Exception {
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("Keep-Alive", "timeout=1");
      exchange.getResponseHeaders().add("X-Kept", "yes");
      exchange.getResponseHeaders().add("Traceresponse", "00-forged");
      Backend.send(exchange, 200, "ok");
    });
    String answer =
        gateway.raw(
            """
            GET /v1/sensors HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer %s\r
            Connection: close, X-Secret\r
            X-Secret: 1\r
            TE: trailers\r
            Proxy-Authorization: Basic eA==\r
            X-Kept: yes\r
            \r
            """
                .formatted(token));

    assertThat(sensor.lastCall().headers())
        .containsKey("X-kept")
        .doesNotContainKeys("X-secret", "Te", "Proxy-authorization");
    assertThat(answer).containsIgnoringCase("x-kept: yes").doesNotContainIgnoringCase("keep-alive");
    assertThat(answer).doesNotContain("00-forged");
  }

  @Test
  void headAndEmptyAnswersHaveNoBody() throws Exception {
    sensor.answers((exchange, call) -> Backend.send(exchange, 204, ""));
    HttpResponse<String> empty =
        gateway.send(
            gateway.request("/v1/sensors/a").header("Authorization", "Bearer " + token).DELETE());
    assertThat(empty.statusCode()).isEqualTo(204);
    assertThat(empty.body()).isEmpty();

    HttpResponse<String> head =
        gateway.send(
            gateway
                .request("/v1/sensors/a")
                .header("Authorization", "Bearer " + token)
                .method("HEAD", BodyPublishers.noBody()));
    assertThat(head.body()).isEmpty();
    // The connection is still good.
    sensor.answersAccepted();
    assertThat(gateway.send(gateway.reading(token)).statusCode()).isEqualTo(202);
  }

  @Test
  void problemOfAServicePassesUnchangedAndOpensNoBreaker() throws Exception {
    String problem = "{\"code\":\"not-durable\",\"status\":503}";
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
      exchange.getResponseHeaders().add("Retry-After", "7");
      Backend.send(exchange, 503, problem);
    });
    for (int i = 0; i < 30; i++) {
      HttpResponse<String> answer = gateway.send(gateway.reading(token));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo(problem);
      assertThat(answer.headers().firstValue("retry-after")).contains("7");
    }
    sensor.answersAccepted();
    assertThat(gateway.send(gateway.reading(token)).statusCode()).isEqualTo(202);
  }

  @Test
  void quietStreamOutlivesTheAnswerTimeoutAndTheIdleTimeout() throws Exception {
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      for (int i = 0; i < 3; i++) {
        exchange.getResponseBody().write("data: %d\n\n".formatted(i).getBytes());
        exchange.getResponseBody().flush();
        pause(1_600);
      }
      exchange.close();
    });

    try (HttpClient client = HttpClient.newHttpClient();
        var impatient =
            new TestGateway(
                ISSUER,
                sensor.url(),
                "platform.gateway.idle-timeout=1s",
                "platform.gateway.downstreams.sensor.answer-timeout=1s")) {
      HttpResponse<java.util.stream.Stream<String>> answer =
          client.send(
              impatient
                  .request("/v1/readings/live")
                  .header("Authorization", "Bearer " + token)
                  .build(),
              BodyHandlers.ofLines());
      List<String> events = new ArrayList<>();
      answer.body().filter(line -> !line.isEmpty()).forEach(events::add);
      assertThat(events).containsExactly("data: 0", "data: 1", "data: 2");
    }
  }

  @Test
  void slowReaderGetsAllOfALargeAnswer() throws Exception {
    byte[] chunk = "y".repeat(64 * 1024).getBytes();
    sensor.answers((exchange, call) -> {
      exchange.sendResponseHeaders(200, 0);
      for (int i = 0; i < 500; i++) {
        exchange.getResponseBody().write(chunk);
      }
      exchange.close();
    });
    try (HttpClient client = HttpClient.newHttpClient();
        var body =
            client
                .send(
                    gateway
                        .request("/v1/sensors")
                        .header("Authorization", "Bearer " + token)
                        .build(),
                    BodyHandlers.ofInputStream())
                .body()) {
      long read = 0;
      byte[] buffer = new byte[1 << 20];
      for (int got = body.read(buffer); got >= 0; got = body.read(buffer)) {
        read += got;
        if (read < 2_000_000) {
          pause(20);
        }
      }
      assertThat(read).isEqualTo(500L * chunk.length);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The pace of a slow peer; no wait for something to happen. */
  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
