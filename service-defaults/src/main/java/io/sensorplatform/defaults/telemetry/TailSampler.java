package io.sensorplatform.defaults.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;

/**
 * Follows the parent, which is the gateway's decision. What the gateway has not drawn is recorded
 * all the same, without being sampled, so that {@link TraceTail} can keep it if it fails or is
 * slow.
 */
public final class TailSampler implements Sampler {

  private final Sampler root;
  private final SamplingResult undrawn;

  /**
   * @param root decides about what has no parent
   * @param exporters if there are none, nothing is recorded that is not sampled
   */
  public TailSampler(Sampler root, SpanExporters exporters) {
    this.root = root;
    this.undrawn = exporters.list().isEmpty() ? SamplingResult.drop() : SamplingResult.recordOnly();
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    Span span = Span.fromContext(parent);
    SpanContext context = span.getSpanContext();
    if (!context.isValid()) {
      SamplingResult result = root.shouldSample(parent, traceId, name, kind, attributes, links);
      // A batch has no parent, and may fail, too.
      return kind == SpanKind.CONSUMER && result.getDecision() == SamplingDecision.DROP
          ? undrawn
          : result;
    }
    if (context.isSampled()) {
      return SamplingResult.recordAndSample();
    }
    return context.isRemote() || span.isRecording() ? undrawn : SamplingResult.drop();
  }

  @Override
  public String getDescription() {
    return "Tail{" + root.getDescription() + "}";
  }
}
