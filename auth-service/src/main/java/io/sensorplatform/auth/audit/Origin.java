package io.sensorplatform.auth.audit;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Where an act comes from.
 *
 * @param address of the client: Tomcat takes it from X-Forwarded-For, which the gateway sets and no
 *     client can; null outside of any request
 */
record Origin(@Nullable String address, @Nullable String traceId) {

  static Origin current() {
    SpanContext span = Span.current().getSpanContext();
    return new Origin(
        RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
            ? attributes.getRequest().getRemoteAddr()
            : null,
        span.isValid() ? span.getTraceId() : null);
  }
}
