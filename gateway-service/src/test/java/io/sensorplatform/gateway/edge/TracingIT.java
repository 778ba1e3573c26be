package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One trace from the caller through the gateway to the service. */
class TracingIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final TestIssuer ISSUER = new TestIssuer();
  private static Backend sensor;
  private static TestGateway gateway;
  private static TestGateway undrawn;

  private final String token = ISSUER.token("device-1", "plant", List.of("*"), "readings:write");

  @BeforeAll
  static void start() throws IOException {
    sensor = Backend.started();
    gateway = new TestGateway(ISSUER, sensor.url());
    undrawn =
        new TestGateway(
            ISSUER,
            sensor.url(),
            "platform.gateway.sampling.per-second=0",
            "platform.gateway.sampling.rest=0",
            "platform.traces.slow=200ms");
  }

  @AfterAll
  static void stop() {
    undrawn.close();
    gateway.close();
    sensor.close();
    ISSUER.close();
  }

  @Test
  void serviceContinuesTheTraceThatTheAnswerNames() throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.reading(token));

    String trace = traceOf(answer);
    // Sampled; 03 says that the trace id is random, too (W3C Trace Context, level 2).
    assertThat(sensor.lastCall().header("traceparent"))
        .matches("00-" + trace + "-[0-9a-f]{16}-0[13]");
    SpanData server = span(trace, SpanKind.SERVER);
    SpanData call = span(trace, SpanKind.CLIENT);
    assertThat(call.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(sensor.lastCall().header("traceparent")).contains(call.getSpanId());
    assertThat(server.getName()).isEqualTo("POST /v1/readings");
    assertThat(server.getAttributes().get(AttributeKey.stringKey("http.route")))
        .isEqualTo("/v1/readings");
    assertThat(server.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isEqualTo(202);
    assertThat(server.getAttributes().get(AttributeKey.stringKey("client.address")))
        .isEqualTo("127.0.0.1");
    assertThat(server.getAttributes().get(AttributeKey.stringKey("sensor.tenant")))
        .isEqualTo("plant");
  }

  @Test
  void aRequestOverItsLimitTellsWhoSentIt() throws Exception {
    String greedy = ISSUER.token("greedy", "plant", List.of("*"), "readings:write");
    HttpResponse<String> answer = gateway.send(gateway.reading(greedy));
    for (int i = 0; i < 300 && answer.statusCode() != 429; i++) {
      answer = gateway.send(gateway.reading(greedy));
    }

    assertThat(answer.statusCode()).isEqualTo(429);
    SpanData server = span(traceOf(answer), SpanKind.SERVER);
    assertThat(server.getAttributes().get(AttributeKey.stringKey("sensor.tenant")))
        .isEqualTo("plant");
    assertThat(server.getAttributes().get(AttributeKey.stringKey("sensor.client_id")))
        .isEqualTo("greedy");
  }

  @Test
  void callersTraceIsContinued() throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway
                .reading(token)
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .header("tracestate", "vendor=1"));

    assertThat(traceOf(answer)).isEqualTo(TRACE);
    assertThat(span(TRACE, SpanKind.SERVER).getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(sensor.lastCall().header("tracestate")).isEqualTo("vendor=1");
  }

  @Test
  void malformedTraceparentIsIgnored() throws Exception {
    HttpResponse<String> answer =
        gateway.send(gateway.reading(token).header("traceparent", "00-nonsense-\t1"));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(sensor.lastCall().headers().get("traceparent"))
        .singleElement()
        .asString()
        .startsWith("00-" + traceOf(answer));
  }

  @Test
  void spansTellNoSecretsOfPathQueryAndToken() throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway
                .request("/v1/sensors/secret-sensor/readings?api_key=hush")
                .header("Authorization", "Bearer " + token));

    assertThat(span(traceOf(answer), SpanKind.SERVER).toString())
        .doesNotContain("secret-sensor", "hush", token);
  }

  @Test
  void refusalIsInTheTrace() throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.reading("nonsense"));

    SpanData server = span(traceOf(answer), SpanKind.SERVER);
    assertThat(server.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("token-malformed");
  }

  @Test
  void healthChecksAreNotTraced() throws Exception {
    var health =
        java.net.URI.create("http://127.0.0.1:" + gateway.managementPort() + "/actuator/health");
    try (var body = health.toURL().openStream()) {
      assertThat(new String(body.readAllBytes())).contains("publicPort");
    }
    assertThat(gateway.spans()).noneMatch(span -> span.toString().contains("actuator"));
  }

  @Test
  void aFailedRequestIsKeptThoughItWasNotDrawn() throws Exception {
    sensor.answers((exchange, call) -> Backend.send(exchange, 500, ""));
    try {
      HttpResponse<String> answer = undrawn.send(undrawn.reading(token));

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().firstValue("traceresponse").orElseThrow()).endsWith("-00");
      SpanData server = span(undrawn, traceOf(answer), SpanKind.SERVER);
      SpanData call = span(undrawn, traceOf(answer), SpanKind.CLIENT);
      assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(answer.headers().firstValue("traceresponse").orElseThrow())
          .contains(server.getSpanId());
      assertThat(call.getParentSpanId()).isEqualTo(server.getSpanId());
      assertThat(sensor.lastCall().header("traceparent"))
          .isEqualTo("00-" + traceOf(answer) + "-" + call.getSpanId() + "-00");
    } finally {
      sensor.answersAccepted();
    }
  }

  @Test
  void aSlowRequestIsKeptThoughItWasNotDrawn() throws Exception {
    var never = new CompletableFuture<Void>();
    sensor.answers((exchange, call) -> {
      never.completeOnTimeout(null, 300, TimeUnit.MILLISECONDS).join();
      Backend.send(exchange, 202, "");
    });
    try {
      HttpResponse<String> answer = undrawn.send(undrawn.reading(token));

      SpanData server = span(undrawn, traceOf(answer), SpanKind.SERVER);
      assertThat(Duration.ofNanos(server.getEndEpochNanos() - server.getStartEpochNanos()))
          .isGreaterThan(Duration.ofMillis(200));
    } finally {
      sensor.answersAccepted();
    }
  }

  @Test
  void whatIsNeitherDrawnNorFailedNorSlowLeavesNoSpan() throws Exception {
    String quick = traceOf(undrawn.send(undrawn.reading(token)));
    assertThat(undrawn.spans()).noneMatch(span -> span.getTraceId().equals(quick));
  }

  @Test
  void aSaneCorrelationIdIsPassedOnAndEchoed() throws Exception {
    HttpResponse<String> answer =
        gateway.send(gateway.reading(token).header("X-Correlation-Id", "order-7:2.a_B"));

    assertThat(answer.headers().allValues("x-correlation-id")).containsExactly("order-7:2.a_B");
    assertThat(sensor.lastCall().headers().get("x-correlation-id"))
        .containsExactly("order-7:2.a_B");
    assertThat(span(traceOf(answer), SpanKind.SERVER).getAttributes().asMap().toString())
        .contains("order-7:2.a_B");
  }

  @Test
  void anInsaneCorrelationIdIsReplacedByTheTraceId() throws Exception {
    for (String insane : List.of("a b", "x".repeat(129), "<script>", "a%0d%0aINFO forged")) {
      HttpResponse<String> answer =
          gateway.send(gateway.reading(token).header("X-Correlation-Id", insane));

      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.headers().allValues("x-correlation-id")).containsExactly(traceOf(answer));
      assertThat(sensor.lastCall().headers().get("x-correlation-id"))
          .containsExactly(traceOf(answer));
    }
  }

  @Test
  void aCorrelationIdWithLineBreaksEndsInNoAnswerAndNoService() throws Exception {
    int before = sensor.calls().size();
    for (String broken : List.of("a\rb", "a\r\n forged: 1", "a\nX-Forged: 1", "a\u0000b")) {
      String answer =
          gateway.raw(
              "POST /v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                  + token
                  + "\r\nConnection: close\r\nContent-Type: application/json\r\n"
                  + "X-Correlation-Id: "
                  + broken
                  + "\r\nContent-Length: 26\r\n\r\n{\"sensorId\":\"a\",\"value\":1}");

      // With blanks: a trace id may have 500 in it.
      assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("orged", " 500 ");
    }
    assertThat(sensor.calls().subList(before, sensor.calls().size()))
        .allSatisfy(call ->
            assertThat(call.headers().get("x-correlation-id"))
                .singleElement()
                .asString()
                .matches("[0-9a-f]{32}"));
  }

  @Test
  void baggageOf8KbIsNotPassedOn() throws Exception {
    HttpResponse<String> answer =
        gateway.send(gateway.reading(token).header("baggage", "k=" + "v".repeat(8190)));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(sensor.lastCall().headers()).doesNotContainKey("baggage");
  }

  private static String traceOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("traceresponse").orElseThrow().split("-")[1];
  }

  private static SpanData span(String trace, SpanKind kind) {
    return span(gateway, trace, kind);
  }

  private static SpanData span(TestGateway of, String trace, SpanKind kind) {
    return await()
        .until(
            () ->
                of.spans().stream()
                    .filter(span -> span.getTraceId().equals(trace) && span.getKind() == kind)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
