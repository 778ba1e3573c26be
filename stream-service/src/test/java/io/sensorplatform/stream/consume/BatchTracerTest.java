package io.sensorplatform.stream.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.testing.TestTraces;
import java.sql.SQLException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class BatchTracerTest {

  private final TestTraces traces = new TestTraces(Sampler.parentBased(new LinkSampler()));
  private final BatchTracer tracer = new BatchTracer(traces.telemetry());

  @Test
  void aBatchLinksToItsProducersAndItsCallIsAChild() throws Exception {
    var result =
        tracer.batch(
            "sensor.readings",
            "writer",
            producers("00f067aa0ba902b7-01", "00f067aa0ba902b8-01", "00f067aa0ba902b9-00"),
            500,
            () -> tracer.call("COPY readings.reading", Attributes.empty(), () -> "stored"));
    assertThat(result).isEqualTo("stored");
    var spans = traces.spans();
    assertThat(spans).hasSize(2);
    var call = spans.getFirst();
    var batch = spans.getLast();
    assertThat(batch.getName()).isEqualTo("sensor.readings process");
    assertThat(batch.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(batch.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly("00f067aa0ba902b7", "00f067aa0ba902b8");
    assertThat(batch.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count")))
        .isEqualTo(500);
    assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(call.getParentSpanId()).isEqualTo(batch.getSpanId());
  }

  @Test
  void withoutASampledProducerThereIsNoSpan() throws Exception {
    tracer.batch(
        "sensor.readings",
        "writer",
        producers("00f067aa0ba902b7-00"),
        500,
        () -> tracer.call("COPY readings.reading", Attributes.empty(), () -> "stored"));
    assertThat(traces.spans()).isEmpty();
  }

  @Test
  void aFailedCallSaysWhy() {
    assertThatThrownBy(() ->
            tracer.batch(
                "sensor.readings",
                "writer",
                producers("00f067aa0ba902b7-01"),
                1,
                () -> {
                  throw new SQLException("locked", "55P03");
                }))
        .isInstanceOf(SQLException.class);
    var span = traces.spans().getFirst();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type"))).isEqualTo("55P03");
  }

  private static ProducerLinks producers(String... spans) {
    var links = new ProducerLinks();
    for (var span : spans) {
      links.add(
          new RecordHeaders()
              .add(
                  Topics.TRACEPARENT,
                  ("00-4bf92f3577b34da6a3ce929d0e0e4736-" + span).getBytes(UTF_8)));
    }
    return links;
  }
}
