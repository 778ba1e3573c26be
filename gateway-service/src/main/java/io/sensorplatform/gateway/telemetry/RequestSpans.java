package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts the span of each request, as a child of the caller's if it sent a proper traceparent. */
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

  private final Tracer tracer;

  RequestSpans(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("io.sensorplatform.gateway");
  }

  /**
   * @param header gives the value of a header of the request by its name in lower case
   */
  public RequestSpan start(String method, UnaryOperator<@Nullable String> header) {
    Context caller =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), header, HEADERS);
    return new RequestSpan(
        tracer,
        method,
        tracer
            .spanBuilder(method)
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(SpanAttributes.METHOD, method)
            .startSpan());
  }
}
