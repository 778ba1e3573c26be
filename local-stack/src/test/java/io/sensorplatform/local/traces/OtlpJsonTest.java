package io.sensorplatform.local.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OtlpJsonTest {
  @Test
  void readsTheExampleOfTheSpecification() {
    ExportTraceServiceRequest request =
        read(
            """
            {"resourceSpans": [{
              "resource": {"attributes": [
                {"key": "service.name", "value": {"stringValue": "my.service"}}]},
              "scopeSpans": [{
                "scope": {"name": "my.library", "version": "1.0.0"},
                "spans": [{
                  "traceId": "5B8EFFF798038103D269B633813FC60C",
                  "spanId": "EEE19B7EC3C1B174",
                  "parentSpanId": "EEE19B7EC3C1B173",
                  "name": "I'm a server span",
                  "startTimeUnixNano": "1544712660000000000",
                  "endTimeUnixNano": "1544712661000000000",
                  "kind": 2,
                  "attributes": [
                    {"key": "my.span.attr", "value": {"stringValue": "some value"}},
                    {"key": "count", "value": {"intValue": "17"}}],
                  "links": [{"traceId": "11111111111111111111111111111111", "spanId": "2222222222222222"}],
                  "newerThanUs": {"a": 1}
                }]}]}]}
            """);

    ReceivedSpan received = SpanConversion.convert(request).getFirst();
    assertThat(received.span().traceId()).isEqualTo("5b8efff798038103d269b633813fc60c");
    assertThat(received.span().parentId()).isEqualTo("eee19b7ec3c1b173");
    assertThat(received.span().kind()).isEqualTo(ZipkinSpan.Kind.SERVER);
    assertThat(received.span().timestamp()).isEqualTo(1_544_712_660_000_000L);
    assertThat(received.span().duration()).isEqualTo(1_000_000);
    assertThat(received.span().serviceName()).isEqualTo("my.service");
    assertThat(received.span().tags())
        .containsEntry("my.span.attr", "some value")
        .containsEntry("count", "17")
        .containsEntry("otel.scope.name", "my.library");
    assertThat(received.links())
        .containsExactly(new SpanRef("11111111111111111111111111111111", "2222222222222222"));
  }

  @Test
  void takesNamesOfEnumsToo() {
    ExportTraceServiceRequest request =
        read(
            """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"SPAN_KIND_CLIENT"}]}]}]}
            """);

    assertThat(request.getResourceSpans(0).getScopeSpans(0).getSpans(0).getKind())
        .isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
  }

  @Test
  void refusesWhatIsNoExport() {
    for (String json :
        new String[] {
          "",
          "[",
          "[]",
          "{\"resourceSpans\":[1]}",
          "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}",
          "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":\"x\"}]}]}]}"
        }) {
      assertThatThrownBy(() -> read(json)).as(json).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static ExportTraceServiceRequest read(String json) {
    return OtlpJson.read(
            json.getBytes(StandardCharsets.UTF_8), ExportTraceServiceRequest.newBuilder())
        .build();
  }
}
