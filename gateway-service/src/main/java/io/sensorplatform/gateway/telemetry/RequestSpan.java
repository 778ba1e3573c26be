package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one request through the gateway: a server span, and a client span for each call to a
 * service. It holds routes, never paths, queries or tokens.
 */
public final class RequestSpan {

  private final Tracer tracer;
  private final String method;
  private final Span server;
  private @Nullable Span call;

  RequestSpan(Tracer tracer, String method, Span server) {
    this.tracer = tracer;
    this.method = method;
    this.server = server;
  }

  public String traceId() {
    return server.getSpanContext().getTraceId();
  }

  /** Value of the header {@code traceresponse} (W3C Trace Context, level 2 draft). */
  public String traceresponse() {
    SpanContext context = server.getSpanContext();
    return "00-"
        + context.getTraceId()
        + '-'
        + context.getSpanId()
        + '-'
        + context.getTraceFlags().asHex();
  }

  public void client(String address) {
    server.setAttribute(SpanAttributes.CLIENT, address);
  }

  public void route(String path) {
    server.setAttribute(SpanAttributes.ROUTE, path);
    server.updateName(method + ' ' + path);
  }

  public void caller(String tenant, String principal) {
    server.setAttribute(SpanAttributes.TENANT, tenant);
    server.setAttribute(SpanAttributes.PRINCIPAL, principal);
  }

  /**
   * Begins a call to a service.
   *
   * @param resends calls of this request before this one
   * @param header takes the headers that continue the trace
   */
  public void beginCall(String host, int port, int resends, BiConsumer<String, String> header) {
    Context parent = Context.root().with(server);
    if (server.isRecording()) {
      Span span =
          tracer
              .spanBuilder(method)
              .setParent(parent)
              .setSpanKind(SpanKind.CLIENT)
              .setAttribute(SpanAttributes.METHOD, method)
              .setAttribute(SpanAttributes.SERVER, host)
              .setAttribute(SpanAttributes.SERVER_PORT, (long) port)
              .startSpan();
      if (resends > 0) {
        span.setAttribute(SpanAttributes.RESEND, (long) resends);
      }
      call = span;
      parent = Context.root().with(span);
    }
    W3CTraceContextPropagator.getInstance()
        .inject(parent, header, (unused, name, value) -> header.accept(name, value));
  }

  /** Ends the call with the head of its answer. */
  public void endCall(int status) {
    Span span = call;
    if (span != null) {
      span.setAttribute(SpanAttributes.STATUS, (long) status);
      if (status >= 400) {
        span.setAttribute(SpanAttributes.ERROR, Integer.toString(status));
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
      call = null;
    }
  }

  /** Ends the call without an answer. */
  public void failCall(String why) {
    Span span = call;
    if (span != null) {
      span.setAttribute(SpanAttributes.ERROR, why);
      span.setStatus(StatusCode.ERROR);
      span.end();
      call = null;
    }
  }

  /**
   * Ends the span of the request.
   *
   * @param error what went wrong on our side; null if nothing did
   */
  public void end(int status, @Nullable String error) {
    failCall("abandoned");
    server.setAttribute(SpanAttributes.STATUS, (long) status);
    if (error != null) {
      server.setAttribute(SpanAttributes.ERROR, error);
    }
    if (status >= 500) {
      server.setStatus(StatusCode.ERROR);
    }
    server.end();
  }
}
