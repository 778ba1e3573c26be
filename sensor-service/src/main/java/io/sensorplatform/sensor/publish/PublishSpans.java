package io.sensorplatform.sensor.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.sensor.spool.NotSpooledException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The span of a request's publishing (OpenTelemetry semantic conventions for messaging, Kafka).
 * Records of requests that are not sampled carry no header, which keeps them small.
 */
@Component
final class PublishSpans {

  private static final String NAME = "send " + Topics.READINGS;
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<Long> MESSAGES =
      AttributeKey.longKey("messaging.batch.message_count");
  private static final AttributeKey<String> DURABILITY =
      AttributeKey.stringKey("sensor.durability");
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private static final AttributeKey<Long> WAITED = AttributeKey.longKey("sensor.spool.waited_ms");

  private static final TextMapGetter<String> ONLY =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
          return List.of(Topics.TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String name) {
          return name.equals(Topics.TRACEPARENT) ? traceparent : null;
        }
      };

  private final Tracer tracer;

  PublishSpans(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("io.sensorplatform.sensor.publish");
  }

  Span begin(int readings) {
    // A request's own span is made at its end, so it is not asked whether it records.
    if (!Span.current().getSpanContext().isSampled()) {
      return Span.getInvalid();
    }
    return tracer
        .spanBuilder(NAME)
        .setSpanKind(SpanKind.PRODUCER)
        .setAttribute(SYSTEM, "kafka")
        .setAttribute(DESTINATION, Topics.READINGS)
        .setAttribute(OPERATION_NAME, "send")
        .setAttribute(OPERATION_TYPE, "send")
        .setAttribute(MESSAGES, (long) readings)
        .startSpan();
  }

  /** Writing to the spool, as part of publishing. */
  Span beginAppend(Span publishing) {
    if (!publishing.isRecording()) {
      return Span.getInvalid();
    }
    return tracer
        .spanBuilder("spool append")
        .setParent(Context.root().with(publishing))
        .startSpan();
  }

  /**
   * Sending what waited in the spool, maybe long after the request and in another process than took
   * it.
   *
   * @param traceparent what the record tells of the request; null if it is not traced
   */
  Span beginSpooled(@Nullable String traceparent, int readings, Duration waited) {
    if (traceparent == null) {
      return Span.getInvalid();
    }
    return tracer
        .spanBuilder("spool send")
        .setParent(
            W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ONLY))
        .setSpanKind(SpanKind.PRODUCER)
        .setAttribute(SYSTEM, "kafka")
        .setAttribute(DESTINATION, Topics.READINGS)
        .setAttribute(OPERATION_NAME, "send")
        .setAttribute(OPERATION_TYPE, "send")
        .setAttribute(MESSAGES, (long) readings)
        .setAttribute(WAITED, waited.toMillis())
        .startSpan();
  }

  static void failed(Span span, NotReplicatedException failure) {
    span.setStatus(StatusCode.ERROR).setAttribute(ERROR_TYPE, failure.category().tag());
  }

  static void failed(Span span, NotSpooledException failure) {
    span.setStatus(StatusCode.ERROR)
        .setAttribute(ERROR_TYPE, "spool-" + failure.reason().name().toLowerCase(Locale.ROOT));
  }

  static void durability(Span span, Durability durability) {
    span.setAttribute(DURABILITY, durability.tag());
  }

  /** W3C Trace Context s3.2; null for a span that is not sampled. */
  static @Nullable String traceparent(Span span) {
    SpanContext context = span.getSpanContext();
    return context.isSampled()
        ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-01"
        : null;
  }

  static @Nullable List<Header> headers(@Nullable String traceparent) {
    return traceparent == null
        ? null
        : List.of(new RecordHeader(Topics.TRACEPARENT, traceparent.getBytes(US_ASCII)));
  }
}
