package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Samples the first few requests of each second, and a share of the rest: a newcomer's single
 * request is always seen, and a flood costs little.
 *
 * <p>The decision is made here and not by devices: a caller's sampled flag, or a trace id chosen to
 * fall into a share, must not make us trace everything. Hence the flag counts for nothing beyond
 * what the first few get anyway, and the share is drawn, not computed from the trace id. Spans
 * within the gateway follow their parent; so do the services behind.
 */
final class EdgeSampler implements Sampler {

  private static final long SECOND = 1_000_000_000L;

  private final SamplingSettings settings;
  private final LongSupplier nanos;
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong taken = new AtomicLong();

  EdgeSampler(SamplingSettings settings, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    SpanContext caller = Span.fromContext(parent).getSpanContext();
    boolean sampled =
        caller.isValid() && !caller.isRemote()
            ? caller.isSampled()
            : withinBudget() || ThreadLocalRandom.current().nextDouble() < settings.rest();
    return sampled ? SamplingResult.recordAndSample() : SamplingResult.drop();
  }

  private boolean withinBudget() {
    long now = Math.floorDiv(nanos.getAsLong(), SECOND);
    long current = second.get();
    if (now != current && second.compareAndSet(current, now)) {
      taken.set(0);
    }
    return taken.get() < settings.perSecond() && taken.getAndIncrement() < settings.perSecond();
  }

  @Override
  public String getDescription() {
    return "EdgeSampler{" + settings.perSecond() + "/s, " + settings.rest() + "}";
  }
}
