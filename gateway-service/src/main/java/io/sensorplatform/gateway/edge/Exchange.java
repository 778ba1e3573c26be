package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.gateway.access.RequestHead;
import io.sensorplatform.gateway.access.Verdict;
import io.sensorplatform.gateway.downstream.Downstream;
import io.sensorplatform.gateway.limit.Allowance;
import io.sensorplatform.gateway.page.Page;
import io.sensorplatform.gateway.route.Route;
import io.sensorplatform.gateway.telemetry.GatewayMeters;
import io.sensorplatform.gateway.telemetry.RequestSpan;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * One request at the public port and its answer, from its head to the last byte. Lives on one event
 * loop, and ends exactly once: answered, refused, or left by its caller.
 */
final class Exchange {

  /** What is counted for a caller that left before the answer; never sent. */
  private static final int CALLER_LEFT = 499;

  private final Services services;
  private final Context loop;
  private final HttpClient client;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Runnable onEnd;
  private final RequestSpan span;
  private final boolean closes;
  private final long start = System.nanoTime();
  private @Nullable Route route;
  private @Nullable Allowance allowance;
  private @Nullable Forward forward;
  private boolean ended;

  Exchange(
      Services services,
      Context loop,
      HttpClient client,
      HttpServerRequest request,
      Runnable onEnd) {
    this.services = services;
    this.loop = loop;
    this.client = client;
    this.request = request;
    this.response = request.response();
    this.onEnd = onEnd;
    this.closes = RequestForm.listsClose(request);
    this.span = services.spans().start(request.method().name(), request.headers()::get);
  }

  void begin() {
    request.pause();
    response.exceptionHandler(cause -> left());
    response.closeHandler(unused -> left());
    guarded(() -> {
      RequestForm.check(request);
      span.client(Headers.address(request));
      String path = RequestForm.path(request);
      if (services.pages().holds(path)) {
        showPage(path);
        return;
      }
      Route found = services.gate().route(path);
      route = found;
      span.route(found.path());
      RequestHead head = RequestForm.head(request);
      switch (services.gate().admit(found, head)) {
        case Verdict.Counted counted -> proceed(found, counted);
        case Verdict.Unverified unverified -> verify(found, head, unverified.token());
      }
    });
  }

  /** Answers what is not HTTP; the connection cannot go on after it. */
  void refuseMalformed(ProblemCode code, String detail) {
    refuse(new ProblemException(code, detail), null);
  }

  private void verify(Route found, RequestHead head, String token) {
    services
        .blocking()
        .execute(() -> {
          try {
            VerifiedToken verified = services.gate().verify(token);
            loop.runOnContext(unused ->
                guarded(() -> proceed(found, services.gate().counted(found, head, verified))));
          } catch (ProblemException refusal) {
            loop.runOnContext(unused -> refuse(refusal, null));
          } catch (RuntimeException fault) {
            loop.runOnContext(unused -> broke(fault));
          }
        });
  }

  private void proceed(Route found, Verdict.Counted counted) {
    if (ended) {
      return;
    }
    allowance = counted.allowance();
    counted.allowance().require();
    VerifiedToken token = counted.token();
    if (token != null) {
      span.caller(token.tenant(), token.subject());
    }
    Downstream downstream = services.downstreams().get(found.downstream());
    var permit = downstream.breaker().enter();
    if (RequestForm.expectsContinue(request)) {
      response.writeContinue();
    }
    forward = new Forward(this, services, loop, client, request, found, downstream, permit);
    forward.start();
  }

  private void showPage(String path) {
    if (!request.method().name().equals("GET") && !request.method().name().equals("HEAD")) {
      throw new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, "This page can only be read.")
          .withHeader("Allow", "GET, HEAD");
    }
    Page page = services.pages().find(path, request.getHeader("accept"));
    if (page == null) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "There is no problem of this code.");
    }
    response
        .putHeader("content-type", page.mediaType())
        .putHeader("vary", "accept")
        .putHeader("cache-control", "max-age=300")
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
        .putHeader("referrer-policy", "no-referrer");
    sign();
    Answers.end(loop.owner(), request, response, page.bytes(), this::end);
  }

  /** Adds what every answer carries. */
  void decorate() {
    response.putHeader("traceresponse", span.traceresponse());
    if (closes) {
      response.putHeader("connection", "close");
    }
    Allowance counted = allowance;
    if (counted != null) {
      response.putHeader("ratelimit-policy", counted.policy());
      response.putHeader("ratelimit", counted.state());
    }
  }

  /**
   * Answers with a problem.
   *
   * @param cause why, for the log; null if it is the caller's doing
   */
  void refuse(ProblemException refusal, @Nullable Throwable cause) {
    if (ended) {
      return;
    }
    ProblemCode code = refusal.code();
    Allowance counted = allowance;
    services.meters().refused(code, counted == null ? "" : counted.name());
    if (code.status() >= 500) {
      services.failures().failed(routeName(), code.code(), span.traceId(), cause);
    }
    response
        .setStatusCode(code.status())
        .putHeader("content-type", "application/problem+json")
        .putHeader("cache-control", "no-store");
    refusal.headers().forEach(response::putHeader);
    sign();
    String path = request.decoderResult().isSuccess() ? request.path() : null;
    byte[] document = refusal.toProblem(path, span.traceId()).toJson();
    Answers.end(loop.owner(), request, response, document, status -> end(status, code.code()));
  }

  /** Adds what an answer of the gateway's own carries (RFC 9110 s6.6.1: whoever has a clock). */
  private void sign() {
    response.putHeader(
        "date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            services.clock().instant().atOffset(ZoneOffset.UTC)));
    decorate();
  }

  /** Ends the exchange, with an answer sent or broken off. */
  void end(int status, @Nullable String error) {
    if (!ended) {
      ended = true;
      span.end(status, error);
      services.meters().request(routeName(), status, System.nanoTime() - start);
      onEnd.run();
      if (closes) {
        request.connection().close();
      }
    }
  }

  RequestSpan span() {
    return span;
  }

  private void end(int status) {
    end(status, null);
  }

  private void left() {
    if (!ended) {
      if (forward != null) {
        forward.abandon();
      }
      end(CALLER_LEFT, "caller-left");
    }
  }

  private void broke(RuntimeException fault) {
    services.failures().bug(span.traceId(), fault);
    if (forward != null) {
      forward.abandon();
    }
    if (response.headWritten()) {
      response.reset();
      end(ProblemCode.INTERNAL_ERROR.status(), ProblemCode.INTERNAL_ERROR.code());
    } else {
      refuse(new ProblemException(ProblemCode.INTERNAL_ERROR, "The gateway failed."), fault);
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (ProblemException refusal) {
      refuse(refusal, null);
    } catch (RuntimeException fault) {
      broke(fault);
    }
  }

  private String routeName() {
    return route == null ? GatewayMeters.NO_ROUTE : route.name();
  }
}
