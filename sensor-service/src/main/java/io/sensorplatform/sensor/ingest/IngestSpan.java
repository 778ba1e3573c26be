package io.sensorplatform.sensor.ingest;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;

/**
 * What is known of a request's span before it is made.
 *
 * @param caller the gateway's span; invalid if the request did not come through it
 * @param context of this one
 * @param begun {@link System#nanoTime()}
 */
record IngestSpan(SpanContext caller, SpanContext context, long begun) {

  /** What is done in it belongs to the request, lines of the log, too. */
  Context around() {
    return Context.root().with(Span.wrap(context));
  }

  String traceId() {
    return context.getTraceId();
  }

  long nanos() {
    return System.nanoTime() - begun;
  }
}
