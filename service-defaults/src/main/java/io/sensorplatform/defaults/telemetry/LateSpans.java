package io.sensorplatform.defaults.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Makes spans when they have ended and it is known that somebody wants them, under the ids that
 * went out while they ran. A request that nobody wants costs no span (docs/decisions/0031).
 */
public final class LateSpans {

  private final GivenIds ids;
  private final Clock clock;

  public LateSpans(GivenIds ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param parent invalid: none
   * @param context the span's own
   * @param begun {@link System#nanoTime()} of then
   */
  public void make(
      SpanBuilder builder,
      SpanContext parent,
      SpanContext context,
      boolean failed,
      long begun,
      long ended) {
    var now = clock.instant();
    long epoch = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    builder
        .setParent(parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root())
        .setStartTimestamp(begun + epoch, TimeUnit.NANOSECONDS);
    Span span = ids.with(context, builder::startSpan);
    if (failed) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(ended + epoch, TimeUnit.NANOSECONDS);
  }
}
