package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers see while a service is away, slow, or breaks off. */
class ResilienceIT {

  private final TestIssuer issuer = new TestIssuer();
  private Backend sensor;
  private TestGateway gateway;

  @BeforeEach
  void start() throws IOException {
    sensor = Backend.started();
    gateway =
        new TestGateway(
            issuer,
            sensor.url(),
            "platform.gateway.downstreams.sensor.answer-timeout=4s",
            "platform.gateway.body-timeout=1s");
  }

  @AfterEach
  void stop() {
    gateway.close();
    sensor.close();
    issuer.close();
  }

  @Test
  void absentServiceOpensTheBreakerAndItsReturnClosesItSoon() throws Exception {
    sensor.stop();
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> answer = reading();
      RefusalIT.assertProblem(answer, 503, "downstream-unavailable");
      assertThat(answer.headers().firstValue("retry-after"))
          .hasValueSatisfying(seconds -> assertThat(seconds).isIn("2", "3", "4"));
    }
    HttpResponse<String> open = reading();
    RefusalIT.assertProblem(open, 503, "downstream-circuit-open");
    assertThat(open.headers().firstValue("retry-after"))
        .hasValueSatisfying(seconds -> assertThat(seconds).isIn("2", "3", "4"));
    assertThat(breakerState("open")).isEqualTo(1);
    // Other services and the gateway itself are not touched.
    assertThat(readiness()).contains("\"UP\"", "\"DEGRADED\"").doesNotContain("\"DOWN\"");

    sensor.start();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(reading().statusCode()).isEqualTo(202));
    assertThat(breakerState("closed")).isEqualTo(1);
  }

  @Test
  void slowServiceIsATimeout() throws Exception {
    var release = new CountDownLatch(1);
    sensor.answers((exchange, call) -> {
      awaitRelease(release);
      Backend.send(exchange, 200, "late");
    });
    RefusalIT.assertProblem(reading(), 504, "downstream-timeout");
    release.countDown();
    sensor.answersAccepted();
    assertThat(reading().statusCode()).isEqualTo(202);
  }

  @Test
  void callerWhoLeavesSaysNothingAboutTheService() throws Exception {
    var release = new CountDownLatch(1);
    sensor.answers((exchange, call) -> {
      awaitRelease(release);
      Backend.send(exchange, 200, "late");
    });
    for (int i = 0; i < 10; i++) {
      int calls = sensor.calls().size();
      try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
        socket
            .getOutputStream()
            .write(
                "GET /v1/sensors HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
                    .formatted(token())
                    .getBytes(StandardCharsets.ISO_8859_1));
        await().until(() -> sensor.calls().size() > calls);
      }
    }
    await()
        .untilAsserted(() ->
            assertThat(
                    gateway
                        .bean(MeterRegistry.class)
                        .get("sensor.gateway.requests")
                        .tags("route", "sensors", "status", "499")
                        .timer()
                        .count())
                .isEqualTo(10));
    release.countDown();
    sensor.answersAccepted();
    assertThat(reading().statusCode()).isEqualTo(202);
    assertThat(breakerState("closed")).isEqualTo(1);
  }

  @Test
  void callerWhoStopsSendingIsNotTheServicesFault() throws Exception {
    for (int i = 0; i < 2; i++) {
      String answer =
          gateway.raw(
              "POST /v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Length: 2000000\r\n\r\n[1,"
                  .formatted(token()));
      assertThat(answer).startsWith("HTTP/1.1 408").contains("\"body-timeout\"");
    }
    assertThat(breakerState("closed")).isEqualTo(1);
    assertThat(reading().statusCode()).isEqualTo(202);
  }

  @Test
  void answerThatBreaksOffDoesNotLookWhole() throws Exception {
    sensor.answers((exchange, call) -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write(new byte[10]);
      exchange.getResponseBody().flush();
      throw new IOException("broken off");
    });
    String answer =
        gateway.raw(
            "GET /v1/sensors HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(token()));
    assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 1000");
    assertThat(answer.length()).isLessThan(1_000);
  }

  @Test
  void readingIsSentAgainWhenThePooledConnectionWasStale() throws Exception {
    try (var scripted = new StaleBackend();
        var other = new TestGateway(issuer, scripted.url())) {
      // One event loop would do; with several, each has a connection of its own to go stale.
      for (int i = 0; i < 4; i++) {
        HttpResponse<String> answer = other.send(other.reading(token()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"sensorId\":\"a\",\"value\":1}");
      }
      assertThat(scripted.brokenOff()).isGreaterThan(0);
      assertThat(
              other
                  .bean(MeterRegistry.class)
                  .counter(
                      "sensor.gateway.repeated", "downstream", "sensor", "reason", "connection")
                  .count())
          .isEqualTo(scripted.brokenOff());
    }
  }

  @Test
  void unusedConnectionIsGivenUpBeforeTheServiceTiresOfIt() throws Exception {
    try (var scripted = new StaleBackend();
        var other = new TestGateway(issuer, scripted.url(), "platform.gateway.pooled-for=1s")) {
      assertThat(other.send(other.reading(token())).statusCode()).isEqualTo(200);
      await().untilAsserted(() -> assertThat(scripted.givenUp()).isEqualTo(1));
    }
  }

  @Test
  void whatIsNotSafeToRepeatIsNotRepeated() throws Exception {
    try (var scripted = new StaleBackend();
        var other = new TestGateway(issuer, scripted.url(), "platform.gateway.event-loops=1")) {
      assertThat(other.send(put(other)).statusCode()).isEqualTo(200);
      RefusalIT.assertProblem(other.send(put(other)), 503, "downstream-unavailable");
    }
  }

  @Test
  void outageOfTheIssuerDoesNotTouchWhoHasAToken() throws Exception {
    String token = token();
    assertThat(gateway.send(gateway.reading(token)).statusCode()).isEqualTo(202);
    issuer.stop();
    assertThat(gateway.send(gateway.reading(token)).statusCode()).isEqualTo(202);
    // Not even a token that the gateway has not seen before, since it knows the key.
    assertThat(gateway.send(gateway.reading(token())).statusCode()).isEqualTo(202);
    issuer.start();
  }

  @Test
  void withoutAnyKeysATokenIsNotRefusedButPutOff() throws Exception {
    String token = token();
    issuer.stop();
    try (var other = new TestGateway(issuer, sensor.url())) {
      HttpResponse<String> answer = other.send(other.reading(token));
      RefusalIT.assertProblem(answer, 503, "keys-unavailable");
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
    issuer.start();
  }

  private java.net.http.HttpRequest.Builder put(TestGateway at) {
    return at.request("/v1/sensors/a")
        .header("Authorization", "Bearer " + token())
        .PUT(BodyPublishers.ofString("{}"));
  }

  private HttpResponse<String> reading() throws Exception {
    return gateway.send(gateway.reading(token()));
  }

  private String token() {
    return issuer.token(UUID.randomUUID().toString(), "default", List.of("*"), "readings:write");
  }

  private double breakerState(String state) {
    return gateway
        .bean(MeterRegistry.class)
        .get("resilience4j.circuitbreaker.state")
        .tags("name", "sensor", "state", state)
        .gauge()
        .value();
  }

  private String readiness() throws IOException {
    var url =
        URI.create("http://127.0.0.1:" + gateway.managementPort() + "/actuator/health/readiness");
    try (var body = url.toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void awaitRelease(CountDownLatch release) {
    try {
      release.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
