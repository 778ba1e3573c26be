package io.sensorplatform.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EdgeSamplerTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void firstOnesOfEachSecondAreSampled() {
    var sampler = new EdgeSampler(new SamplingSettings(5, 0), nanos::get);
    assertThat(sampled(sampler, Context.root(), 100)).isEqualTo(5);
    nanos.addAndGet(1_000_000_000L);
    assertThat(sampled(sampler, Context.root(), 100)).isEqualTo(5);
  }

  @Test
  void shareOfTheRestIsSampled() {
    var sampler = new EdgeSampler(new SamplingSettings(0, 0.1), nanos::get);
    assertThat(sampled(sampler, Context.root(), 10_000)).isBetween(800, 1_200);
  }

  @Test
  void callerCannotForceSampling() {
    var sampler = new EdgeSampler(new SamplingSettings(5, 0), nanos::get);
    Context caller =
        Context.root()
            .with(
                Span.wrap(
                    SpanContext.createFromRemoteParent(
                        TRACE,
                        "00f067aa0ba902b7",
                        TraceFlags.getSampled(),
                        TraceState.getDefault())));
    assertThat(sampled(sampler, caller, 100)).isEqualTo(5);
  }

  @Test
  void spansWithinTheGatewayFollowTheirParent() {
    var sampler = new EdgeSampler(new SamplingSettings(0, 0), nanos::get);
    assertThat(sampled(sampler, local(TraceFlags.getSampled()), 10)).isEqualTo(10);
    var eager = new EdgeSampler(new SamplingSettings(5, 1), nanos::get);
    assertThat(sampled(eager, local(TraceFlags.getDefault()), 10)).isZero();
  }

  private static Context local(TraceFlags flags) {
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.create(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault())));
  }

  private static int sampled(EdgeSampler sampler, Context parent, int requests) {
    int sampled = 0;
    for (int i = 0; i < requests; i++) {
      var decision =
          sampler
              .shouldSample(parent, TRACE, "POST", SpanKind.SERVER, Attributes.empty(), List.of())
              .getDecision();
      sampled += decision == SamplingDecision.RECORD_AND_SAMPLE ? 1 : 0;
    }
    return sampled;
  }
}
