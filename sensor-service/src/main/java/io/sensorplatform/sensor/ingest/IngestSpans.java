package io.sensorplatform.sensor.ingest;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.sensorplatform.defaults.telemetry.LateSpans;
import io.sensorplatform.defaults.telemetry.TraceSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The span of a request that brings readings: made when it has ended, if the gateway has drawn it,
 * it failed, or it was slow. Of one that was not drawn it is the only span here, and says why in
 * {@code sensor.code}.
 */
@Component
final class IngestSpans {

  private static final String NAME = "http post /v1/readings";
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> CODE = AttributeKey.stringKey("sensor.code");

  private static final TextMapGetter<HttpServletRequest> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServletRequest request) {
          return List.of("traceparent", "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable HttpServletRequest request, String name) {
          return request == null ? null : request.getHeader(name);
        }
      };

  private final Tracer tracer;
  private final LateSpans late;
  private final Sampler sampler;
  private final IdGenerator random = IdGenerator.random();
  private final long slowNanos;

  IngestSpans(OpenTelemetry telemetry, LateSpans late, Sampler sampler, TraceSettings settings) {
    this.tracer = telemetry.getTracer("io.sensorplatform.sensor.ingest");
    this.late = late;
    this.sampler = sampler;
    this.slowNanos = settings.slow().toNanos();
  }

  IngestSpan begin(HttpServletRequest request) {
    SpanContext caller = SpanContext.getInvalid();
    if (request.getHeader("traceparent") != null) {
      caller =
          Span.fromContext(
                  W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS))
              .getSpanContext();
    }
    String trace = caller.isValid() ? caller.getTraceId() : random.generateTraceId();
    TraceFlags flags = caller.isValid() ? caller.getTraceFlags() : draw(trace);
    var context = SpanContext.create(trace, random.generateSpanId(), flags, caller.getTraceState());
    return new IngestSpan(caller, context, System.nanoTime());
  }

  /** Only the gateway draws, unless {@code management.tracing.sampling} says otherwise. */
  private TraceFlags draw(String trace) {
    var decision =
        sampler
            .shouldSample(
                Context.root(), trace, NAME, SpanKind.SERVER, Attributes.empty(), List.of())
            .getDecision();
    return decision == SamplingDecision.RECORD_AND_SAMPLE
        ? TraceFlags.getSampled()
        : TraceFlags.getDefault();
  }

  void ended(IngestSpan span, int status, @Nullable Object code) {
    boolean failed = status >= 500;
    if (!span.context().isSampled() && !failed && span.nanos() <= slowNanos) {
      return;
    }
    SpanBuilder builder =
        tracer
            .spanBuilder(NAME)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, "POST")
            .setAttribute(ROUTE, "/v1/readings")
            .setAttribute(STATUS, (long) status);
    if (code instanceof String known) {
      builder.setAttribute(CODE, known);
    }
    late.make(builder, span.caller(), span.context(), failed, span.begun(), System.nanoTime());
  }
}
