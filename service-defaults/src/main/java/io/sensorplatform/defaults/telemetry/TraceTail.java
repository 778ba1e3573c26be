package io.sensorplatform.defaults.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what is sampled at once. Of a trace that is not, it holds this process's spans until the
 * first of them here ends, and hands them on if one has failed, or it was slow, or somebody marked
 * one ({@link #KEPT}).
 *
 * <p>What is held is bounded: the oldest trace is given up, and its spans counted as dropped.
 */
public final class TraceTail implements SpanProcessor {

  /** Why a span is kept in any case. */
  public static final AttributeKey<String> KEPT = AttributeKey.stringKey("sensor.kept");

  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");

  /** Micrometer's name of the same. */
  private static final AttributeKey<String> STATUS_TAG = AttributeKey.stringKey("status");

  private final TraceSettings settings;
  private final SpanProcessor next;
  private final SpanCount count;
  private final PerSecond budget;

  /** By trace id, oldest first. */
  private final Map<String, Held> traces = new LinkedHashMap<>();

  private int heldSpans;

  TraceTail(TraceSettings settings, SpanProcessor next, SpanCount count, LongSupplier nanos) {
    this.settings = settings;
    this.next = next;
    this.count = count;
    this.budget = new PerSecond(settings.keptPerSecond(), nanos);
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    if (!span.getSpanContext().isSampled() && isFirst(span)) {
      synchronized (traces) {
        traces.computeIfAbsent(span.getSpanContext().getTraceId(), id -> new Held()).open++;
        giveUpOldest();
      }
    }
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled()) {
      next.onEnd(span);
      return;
    }
    List<ReadableSpan> kept = ended(span);
    if (kept.isEmpty()) {
      return;
    }
    if (budget.take()) {
      kept.forEach(next::onEnd);
    } else {
      count.dropped(kept.size());
    }
  }

  private List<ReadableSpan> ended(ReadableSpan span) {
    boolean first = isFirst(span);
    boolean keep = failed(span) || first && slow(span);
    String trace = span.getSpanContext().getTraceId();
    synchronized (traces) {
      Held held = traces.get(trace);
      if (held == null) {
        // Given up, or it ended after the request that it belongs to.
        return List.of();
      }
      held.spans.add(span);
      held.keep |= keep;
      heldSpans++;
      if (first && --held.open == 0) {
        traces.remove(trace);
        heldSpans -= held.spans.size();
        return held.keep ? held.spans : List.of();
      }
      giveUpOldest();
      return List.of();
    }
  }

  /** A request that has no span yet counts as one. */
  private void giveUpOldest() {
    Iterator<Held> oldest = traces.values().iterator();
    while (heldSpans + traces.size() > settings.maxSpans() && oldest.hasNext()) {
      Held held = oldest.next();
      oldest.remove();
      heldSpans -= held.spans.size();
      count.dropped(Math.max(1, held.spans.size()));
    }
  }

  /** Whether it has no parent in this process. */
  private static boolean isFirst(ReadableSpan span) {
    SpanContext parent = span.getParentSpanContext();
    return !parent.isValid() || parent.isRemote();
  }

  private boolean slow(ReadableSpan span) {
    var most = span.getKind() == SpanKind.CONSUMER ? settings.slowBatch() : settings.slow();
    return span.getLatencyNanos() > most.toNanos();
  }

  private static boolean failed(ReadableSpan span) {
    if (span.getAttribute(KEPT) != null
        || span.toSpanData().getStatus().getStatusCode() == StatusCode.ERROR) {
      return true;
    }
    Long status = span.getAttribute(STATUS);
    @Nullable String tag = span.getAttribute(STATUS_TAG);
    return status != null && status >= 500 || tag != null && tag.startsWith("5");
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode shutdown() {
    return next.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return next.forceFlush();
  }

  /** This process's part of a trace. */
  private static final class Held {
    final List<ReadableSpan> spans = new ArrayList<>(4);

    /** Spans without a parent here that have not ended; a repeated call makes it two. */
    int open;

    boolean keep;
  }
}
