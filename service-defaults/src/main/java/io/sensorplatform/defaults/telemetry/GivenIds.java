package io.sensorplatform.defaults.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives a span that is made late the ids that others know already, and others random ones. */
public final class GivenIds implements IdGenerator {

  private final ThreadLocal<@Nullable SpanContext> given = new ThreadLocal<>();
  private final IdGenerator random = IdGenerator.random();

  <T> T with(SpanContext ids, Supplier<T> start) {
    given.set(ids);
    try {
      return start.get();
    } finally {
      given.remove();
    }
  }

  /** Whether the span that this thread begins is one that is made late. */
  public boolean isGiven() {
    return given.get() != null;
  }

  @Override
  public String generateSpanId() {
    SpanContext ids = given.get();
    return ids == null ? random.generateSpanId() : ids.getSpanId();
  }

  @Override
  public String generateTraceId() {
    SpanContext ids = given.get();
    return ids == null ? random.generateTraceId() : ids.getTraceId();
  }
}
