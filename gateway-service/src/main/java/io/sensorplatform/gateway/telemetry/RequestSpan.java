package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.sensorplatform.defaults.log.CorrelationId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one request through the gateway: a server span, and a client span for each call to a
 * service. It holds routes, never paths, queries or tokens.
 *
 * <p>Until its end it is only remembered, with the ids that go out with calls and the answer. Then
 * it is known whether anybody wants the spans, and {@link RequestSpans} makes them.
 */
public final class RequestSpan {

  final SpanContext caller;
  final SpanContext context;
  final String method;
  final long begun;
  final List<Call> calls = new ArrayList<>(1);

  @Nullable String client;
  @Nullable String route;
  @Nullable String tenant;
  @Nullable String principal;
  @Nullable String readings;
  @Nullable String error;
  int status;
  long ended;

  private final RequestSpans spans;
  private final String correlation;
  private @Nullable Call call;
  private long answered;

  RequestSpan(
      RequestSpans spans,
      String method,
      SpanContext caller,
      SpanContext context,
      @Nullable String correlation) {
    this.spans = spans;
    this.method = method;
    this.caller = caller;
    this.context = context;
    this.correlation = CorrelationId.of(correlation, context.getTraceId());
    this.begun = spans.nanos();
  }

  public String traceId() {
    return context.getTraceId();
  }

  /** The caller's own name for the request if it gave a sane one, else the trace id. */
  public String correlation() {
    return correlation;
  }

  /** Value of the header {@code traceresponse} (W3C Trace Context, level 2 draft). */
  public String traceresponse() {
    return "00-"
        + context.getTraceId()
        + '-'
        + context.getSpanId()
        + '-'
        + context.getTraceFlags().asHex();
  }

  public void client(String address) {
    client = address;
  }

  public void route(String path) {
    route = path;
  }

  public void caller(String ofTenant, String subject) {
    tenant = ofTenant;
    principal = subject;
  }

  /** So many readings were accepted. */
  public void accepted(String count) {
    readings = count;
  }

  @Nullable String tenant() {
    return tenant;
  }

  @Nullable String principal() {
    return principal;
  }

  /**
   * Begins a call to a service.
   *
   * @param resends calls of this request before this one
   * @param header takes the headers that continue the trace
   */
  public void beginCall(String host, int port, int resends, BiConsumer<String, String> header) {
    var next = new Call(spans.child(context), host, port, resends, spans.nanos());
    call = next;
    calls.add(next);
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(Span.wrap(next.context)),
            header,
            (unused, name, value) -> header.accept(name, value));
    header.accept(CorrelationId.HEADER, correlation);
  }

  /** Ends the call with the head of its answer. */
  public void endCall(int code) {
    answered = spans.nanos();
    finish(code, code >= 400 ? Integer.toString(code) : null);
  }

  /** Ends the call without an answer. */
  public void failCall(String why) {
    finish(0, why);
  }

  /**
   * Ends the request.
   *
   * @param why what went wrong on our side; null if nothing did
   */
  public void end(int code, @Nullable String why) {
    failCall("abandoned");
    status = code;
    error = why;
    ended = spans.nanos();
    spans.ended(this);
  }

  /** Lets what is counted name this trace as an example, if it is sampled. */
  void asExample(Runnable count) {
    if (!context.isSampled()) {
      count.run();
      return;
    }
    try (Scope _ = Span.wrap(context).makeCurrent()) {
      count.run();
    }
  }

  /** Until the head of the answer: how long a body takes, or a stream, is its reader's doing. */
  long latencyNanos() {
    return (answered == 0 ? ended : answered) - begun;
  }

  private void finish(int code, @Nullable String why) {
    Call running = call;
    if (running != null) {
      running.status = code;
      running.error = why;
      running.ended = spans.nanos();
      call = null;
    }
  }

  /** A call to a service. */
  static final class Call {
    final SpanContext context;
    final String host;
    final int port;
    final int resends;
    final long begun;
    int status;
    @Nullable String error;
    long ended;

    Call(SpanContext context, String host, int port, int resends, long begun) {
      this.context = context;
      this.host = host;
      this.port = port;
      this.resends = resends;
      this.begun = begun;
    }
  }
}
