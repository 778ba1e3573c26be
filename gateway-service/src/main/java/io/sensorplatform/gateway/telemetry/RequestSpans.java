package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
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
import io.sensorplatform.defaults.log.CorrelationId;
import io.sensorplatform.defaults.telemetry.LateSpans;
import io.sensorplatform.defaults.telemetry.PerSecond;
import io.sensorplatform.defaults.telemetry.TraceSettings;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Begins the trace of each request, as a child of the caller's if it sent a proper traceparent; and
 * makes its spans at its end, if it was drawn, has failed, or was slow.
 */
@Component
public final class RequestSpans {

  private static final TextMapGetter<UnaryOperator<@Nullable String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(UnaryOperator<@Nullable String> headers) {
          return List.of("traceparent", "tracestate");
        }

        @Override
        public @Nullable String get(
            @Nullable UnaryOperator<@Nullable String> headers, String name) {
          return headers == null ? null : headers.apply(name);
        }
      };

  private static final String CORRELATION = CorrelationId.HEADER.toLowerCase(Locale.ROOT);

  private final Tracer tracer;
  private final Draw draw;
  private final LateSpans late;
  private final long slowNanos;
  private final PerSecond kept;
  private final IdGenerator random = IdGenerator.random();

  RequestSpans(OpenTelemetry telemetry, Draw draw, LateSpans late, TraceSettings settings) {
    this.tracer = telemetry.getTracer("io.sensorplatform.gateway");
    this.draw = draw;
    this.late = late;
    this.slowNanos = settings.slow().toNanos();
    this.kept = new PerSecond(settings.keptPerSecond(), System::nanoTime);
  }

  /**
   * @param header gives the value of a header of the request by its name in lower case
   */
  public RequestSpan start(String method, UnaryOperator<@Nullable String> header) {
    SpanContext caller = SpanContext.getInvalid();
    if (header.apply("traceparent") != null) {
      caller =
          Span.fromContext(
                  W3CTraceContextPropagator.getInstance().extract(Context.root(), header, HEADERS))
              .getSpanContext();
    }
    var context =
        SpanContext.create(
            caller.isValid() ? caller.getTraceId() : random.generateTraceId(),
            random.generateSpanId(),
            draw.take() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
            caller.getTraceState());
    return new RequestSpan(this, method, caller, context, header.apply(CORRELATION));
  }

  SpanContext child(SpanContext parent) {
    return SpanContext.create(
        parent.getTraceId(),
        random.generateSpanId(),
        parent.getTraceFlags(),
        parent.getTraceState());
  }

  long nanos() {
    return System.nanoTime();
  }

  void ended(RequestSpan request) {
    boolean lost = request.status >= 500 || request.latencyNanos() > slowNanos;
    if (request.context.isSampled() || lost && kept.take()) {
      request.calls.forEach(call -> make(request, call));
      make(request);
    }
  }

  private void make(RequestSpan request) {
    String route = request.route;
    SpanBuilder builder =
        tracer
            .spanBuilder(route == null ? request.method : request.method + ' ' + route)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(SpanAttributes.METHOD, request.method)
            .setAttribute(SpanAttributes.ROUTE, route)
            .setAttribute(SpanAttributes.CLIENT, request.client)
            .setAttribute(SpanAttributes.TENANT, request.tenant)
            .setAttribute(SpanAttributes.PRINCIPAL, request.principal)
            .setAttribute(SpanAttributes.STATUS, (long) request.status)
            .setAttribute(SpanAttributes.ERROR, request.error)
            .setAttribute(SpanAttributes.READINGS, request.readings)
            .setAttribute(SpanAttributes.CORRELATION, request.correlation());
    late.make(
        builder,
        request.caller,
        request.context,
        request.status >= 500,
        request.begun,
        request.ended);
  }

  private void make(RequestSpan request, RequestSpan.Call call) {
    SpanBuilder builder =
        tracer
            .spanBuilder(request.method)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(SpanAttributes.METHOD, request.method)
            .setAttribute(SpanAttributes.SERVER, call.host)
            .setAttribute(SpanAttributes.SERVER_PORT, (long) call.port)
            .setAttribute(SpanAttributes.ERROR, call.error);
    if (call.status != 0) {
      builder.setAttribute(SpanAttributes.STATUS, (long) call.status);
    }
    if (call.resends > 0) {
      builder.setAttribute(SpanAttributes.RESEND, (long) call.resends);
    }
    late.make(builder, request.context, call.context, call.error != null, call.begun, call.ended);
  }
}
