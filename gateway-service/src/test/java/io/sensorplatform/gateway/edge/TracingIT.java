package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One trace from the caller through the gateway to the service. */
class TracingIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final TestIssuer ISSUER = new TestIssuer();
  private static Backend sensor;
  private static TestGateway gateway;

  private final String token = ISSUER.token("device-1", "plant", List.of("*"), "readings:write");

  @BeforeAll
  static void start() throws IOException {
    sensor = Backend.started();
    gateway = new TestGateway(ISSUER, sensor.url());
  }

  @AfterAll
  static void stop() {
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

  private static String traceOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("traceresponse").orElseThrow().split("-")[1];
  }

  private static SpanData span(String trace, SpanKind kind) {
    return await()
        .until(
            () ->
                gateway.spans().stream()
                    .filter(span -> span.getTraceId().equals(trace) && span.getKind() == kind)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
