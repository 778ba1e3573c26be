package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.sensorplatform.defaults.telemetry.GivenIds;
import java.util.List;

/** Spans that are made late are wanted; of others, the gateway has none. */
final class WantedOnly implements Sampler {

  private final GivenIds ids;

  WantedOnly(GivenIds ids) {
    this.ids = ids;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return ids.isGiven() ? SamplingResult.recordAndSample() : SamplingResult.drop();
  }

  @Override
  public String getDescription() {
    return "WantedOnly";
  }
}
