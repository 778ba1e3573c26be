package io.sensorplatform.local.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import org.junit.jupiter.api.Test;

class SpanConversionTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String ID = "b7ad6b7169203331";
  private static final String PARENT = "00f067aa0ba902b7";

  @Test
  void keepsIdsTimesNameAndService() {
    ZipkinSpan span = converted(span().setKind(Span.SpanKind.SPAN_KIND_SERVER));

    assertThat(span.traceId()).isEqualTo(TRACE);
    assertThat(span.id()).isEqualTo(ID);
    assertThat(span.parentId()).isEqualTo(PARENT);
    assertThat(span.timestamp()).isEqualTo(1_000_000);
    assertThat(span.duration()).isEqualTo(250);
    assertThat(span.name()).isEqualTo("POST /v1/readings");
    assertThat(span.serviceName()).isEqualTo("gateway-service");
    assertThat(span.kind()).isEqualTo(ZipkinSpan.Kind.SERVER);
  }

  @Test
  void givesARootNoParentAndAnInternalSpanNoKind() {
    ZipkinSpan span = converted(Otlp.span(TRACE, ID, "", "root", 1, 1));

    assertThat(span.parentId()).isNull();
    assertThat(span.kind()).isNull();
    assertThat(span.remote()).isNull();
  }

  @Test
  void givesASpanOfNoLengthTheShortestDurationThatZipkinKnows() {
    assertThat(converted(Otlp.span(TRACE, ID, "", "root", 1, 0)).duration()).isEqualTo(1);
  }

  @Test
  void turnsAttributesOfEveryTypeIntoTags() {
    var list =
        ArrayValue.newBuilder()
            .addValues(AnyValue.newBuilder().setStringValue("a"))
            .addValues(AnyValue.newBuilder().setIntValue(2));
    ZipkinSpan span =
        converted(
            span()
                .addAttributes(Otlp.attribute("http.request.method", "POST"))
                .addAttributes(Otlp.attribute("http.response.status_code", 202))
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("retried")
                        .setValue(AnyValue.newBuilder().setBoolValue(true)))
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("share")
                        .setValue(AnyValue.newBuilder().setDoubleValue(0.5)))
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("partitions")
                        .setValue(AnyValue.newBuilder().setArrayValue(list))));

    assertThat(span.tags())
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.response.status_code", "202")
        .containsEntry("retried", "true")
        .containsEntry("share", "0.5")
        .containsEntry("partitions", "a,2");
  }

  @Test
  void cutsATagThatWouldFillThePage() {
    ZipkinSpan span =
        converted(span().addAttributes(Otlp.attribute("db.query.text", "x".repeat(10_000))));

    assertThat(span.tags().get("db.query.text"))
        .hasSize(SpanConversion.LONGEST_TAG + 3)
        .endsWith("...");
  }

  @Test
  void marksAFailedSpanWithItsReason() {
    var status =
        Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("timed out");

    assertThat(converted(span().setStatus(status)).tags())
        .containsEntry("error", "timed out")
        .containsEntry("otel.status_code", "ERROR");
  }

  @Test
  void marksAFailedSpanWithoutAReasonByItsErrorType() {
    var status = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR);

    assertThat(converted(span().setStatus(status)).tags()).containsEntry("error", "true");
    assertThat(
            converted(span().setStatus(status).addAttributes(Otlp.attribute("error.type", "503")))
                .tags())
        .containsEntry("error", "503");
  }

  @Test
  void turnsEventsIntoAnnotationsWithoutStackTraces() {
    var event =
        Span.Event.newBuilder()
            .setName("exception")
            .setTimeUnixNano(1_000_100_000L)
            .addAttributes(Otlp.attribute("exception.message", "no"))
            .addAttributes(Otlp.attribute("exception.stacktrace", "at java.lang.Thread"));

    assertThat(converted(span().addEvents(event)).annotations())
        .containsExactly(new ZipkinSpan.Annotation(1_000_100, "exception {exception.message=no}"));
  }

  @Test
  void namesTheOtherSideByWhatItIsRatherThanWhereItIs() {
    ZipkinSpan span =
        converted(
            span()
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(Otlp.attribute("db.system.name", "postgresql"))
                .addAttributes(Otlp.attribute("server.address", "127.0.0.1"))
                .addAttributes(Otlp.attribute("server.port", 5433)));

    assertThat(span.remote()).isEqualTo(new ZipkinSpan.Remote("postgresql", "127.0.0.1", 5433));
  }

  @Test
  void doesNotNameTheOtherSideLocalhost() {
    ZipkinSpan span =
        converted(
            span()
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(Otlp.attribute("server.address", "localhost")));

    assertThat(span.remote()).isNull();
  }

  @Test
  void keepsLinksAndSaysHowManyThereAre() {
    String other = "11111111111111111111111111111111";
    ReceivedSpan received =
        SpanConversion.convert(
                Otlp.export(
                    "stream-service",
                    span()
                        .addLinks(Otlp.link(other, ID))
                        .addLinks(Otlp.link(other, PARENT))
                        .addLinks(Otlp.link(other, PARENT))))
            .getFirst();

    assertThat(received.links())
        .containsExactly(new SpanRef(other, ID), new SpanRef(other, PARENT));
    assertThat(received.span().tags()).containsEntry("links", "2 in 1 trace");
  }

  @Test
  void leavesOutWhatHasNoUsableId() {
    assertThat(
            SpanConversion.convert(
                Otlp.export(
                    "s",
                    Otlp.span("0".repeat(32), ID, "", "no trace", 1, 1),
                    Otlp.span(TRACE, "", "", "no span", 1, 1),
                    span())))
        .hasSize(1);
  }

  private static Span.Builder span() {
    return Otlp.span(TRACE, ID, PARENT, "POST /v1/readings", 1_000_000, 250);
  }

  private static ZipkinSpan converted(Span.Builder span) {
    return SpanConversion.convert(Otlp.export("gateway-service", span)).getFirst().span();
  }
}
