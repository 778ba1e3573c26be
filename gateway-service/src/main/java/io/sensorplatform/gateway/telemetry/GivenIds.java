package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a span that is made late the ids that others know already. Spans that are made so are
 * wanted; of others, the gateway has none.
 */
final class GivenIds implements IdGenerator, Sampler {

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

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return given.get() == null ? SamplingResult.drop() : SamplingResult.recordAndSample();
  }

  @Override
  public String getDescription() {
    return "WhatIsMadeLate";
  }
}
