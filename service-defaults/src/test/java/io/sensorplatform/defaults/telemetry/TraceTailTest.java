package io.sensorplatform.defaults.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;

class TraceTailTest {

  private final List<String> kept = new ArrayList<>();
  private final SpanCount count = new SpanCount(100);
  private final SdkTracerProvider traces =
      SdkTracerProvider.builder()
          .setSampler(new TailSampler(Sampler.alwaysOff(), SpanExporters.of(new Nowhere())))
          .addSpanProcessor(
              new TraceTail(
                  new TraceSettings(Duration.ofMillis(450), Duration.ofSeconds(2), 3, 10),
                  new Kept(),
                  count,
                  () -> 0))
          .build();
  private final Tracer tracer = traces.get("test");

  @AfterEach
  void close() {
    traces.close();
  }

  @Test
  void whatTheGatewayDrewIsHandedOnAtOnce() {
    Span request = request("request", TraceFlags.getSampled());
    child(request, "child").end();
    assertThat(kept).containsExactly("child");
    request.end();
    assertThat(kept).containsExactly("child", "request");
  }

  @Test
  void whatItDidNotDrawIsForgottenIfNothingIsWrong() {
    Span request = request("request", TraceFlags.getDefault());
    child(request, "child").end();
    request.end();
    assertThat(kept).isEmpty();
    assertThat(count.dropped()).isZero();
  }

  @Test
  void aFailedPartKeepsTheWholeRequestOnceItEnds() {
    Span request = request("request", TraceFlags.getDefault());
    child(request, "good").end();
    child(request, "bad").setStatus(StatusCode.ERROR).end();
    assertThat(kept).isEmpty();
    request.end();
    assertThat(kept).containsExactly("good", "bad", "request");
  }

  @Test
  void anAnswerOf5xxKeepsIt() {
    request("micrometer", TraceFlags.getDefault()).setAttribute("status", "503").end();
    request("semantic", TraceFlags.getDefault())
        .setAttribute("http.response.status_code", 500L)
        .end();
    request("refused", TraceFlags.getDefault()).setAttribute("status", "422").end();
    assertThat(kept).containsExactly("micrometer", "semantic");
  }

  @Test
  void aSlowRequestIsKeptAndAnAnswerInTimeIsNot() {
    lasting(SpanKind.SERVER, Duration.ofMillis(451));
    assertThat(kept).hasSize(1);
    lasting(SpanKind.SERVER, Duration.ofMillis(449));
    assertThat(kept).hasSize(1);
  }

  @Test
  void aBatchHasNoParentAndMayTakeLonger() {
    tracer.spanBuilder("quick").setSpanKind(SpanKind.CONSUMER).startSpan().end();
    Span dead = tracer.spanBuilder("dead letters").setSpanKind(SpanKind.CONSUMER).startSpan();
    dead.setAttribute(TraceTail.KEPT, "dead-letters").end();
    tracer.spanBuilder("nobody's").startSpan().setStatus(StatusCode.ERROR).end();
    assertThat(kept).containsExactly("dead letters");
    lasting(SpanKind.CONSUMER, Duration.ofMillis(1_900));
    assertThat(kept).hasSize(1);
  }

  @Test
  void twoCallsOfOneTraceAreDecidedWhenBothHaveEnded() {
    SpanContext caller = caller(TraceFlags.getDefault());
    Span first = begin(caller, "first");
    Span second = begin(caller, "second");
    first.setStatus(StatusCode.ERROR).end();
    assertThat(kept).isEmpty();
    second.end();
    assertThat(kept).containsExactly("first", "second");
  }

  @Test
  void aFloodOfFailuresIsKeptInPart() {
    for (int i = 0; i < 10; i++) {
      request("failed", TraceFlags.getDefault()).setStatus(StatusCode.ERROR).end();
    }
    assertThat(kept).hasSize(3);
    assertThat(count.dropped()).isEqualTo(7);
  }

  @Test
  void theOldestIsGivenUpWhenTooMuchIsHeld() {
    Span oldest = request("oldest", TraceFlags.getDefault());
    child(oldest, "child").end();
    for (int i = 0; i < 50; i++) {
      request("never ends", TraceFlags.getDefault());
    }
    oldest.setStatus(StatusCode.ERROR).end();
    assertThat(kept).isEmpty();
    assertThat(count.dropped()).isEqualTo(41);
    Span young = request("young", TraceFlags.getDefault());
    young.setStatus(StatusCode.ERROR).end();
    assertThat(kept).containsExactly("young");
  }

  private void lasting(SpanKind kind, Duration duration) {
    var parent = Context.root();
    if (kind == SpanKind.SERVER) {
      parent = parent.with(Span.wrap(caller(TraceFlags.getDefault())));
    }
    Span span =
        tracer
            .spanBuilder(kind.name())
            .setSpanKind(kind)
            .setParent(parent)
            .setStartTimestamp(1, TimeUnit.SECONDS)
            .startSpan();
    span.end(1_000 + duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Span request(String name, TraceFlags flags) {
    return begin(caller(flags), name);
  }

  private Span begin(SpanContext caller, String name) {
    return tracer
        .spanBuilder(name)
        .setSpanKind(SpanKind.SERVER)
        .setParent(Context.root().with(Span.wrap(caller)))
        .startSpan();
  }

  private Span child(Span of, String name) {
    return tracer.spanBuilder(name).setParent(Context.root().with(of)).startSpan();
  }

  private static SpanContext caller(TraceFlags flags) {
    return SpanContext.createFromRemoteParent(
        IdGenerator.random().generateTraceId(),
        IdGenerator.random().generateSpanId(),
        flags,
        TraceState.getDefault());
  }

  private final class Kept implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      kept.add(span.getName());
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }

  private static final class Nowhere implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
