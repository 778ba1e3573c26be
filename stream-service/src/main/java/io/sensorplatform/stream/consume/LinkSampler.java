package io.sensorplatform.stream.consume;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Samples a span without a parent if one it links to was sampled: a batch follows its producers.
 */
final class LinkSampler implements Sampler {

  @Override
  public SamplingResult shouldSample(
      Context parentContext,
      String traceId,
      String name,
      SpanKind spanKind,
      Attributes attributes,
      List<LinkData> parentLinks) {
    for (var link : parentLinks) {
      if (link.getSpanContext().isSampled()) {
        return SamplingResult.recordAndSample();
      }
    }
    return SamplingResult.drop();
  }

  @Override
  public String getDescription() {
    return "SampledIfALinkIs";
  }
}
