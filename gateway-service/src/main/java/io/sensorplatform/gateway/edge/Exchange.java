package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.hop.HopHeaders;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.gateway.access.RequestHead;
import io.sensorplatform.gateway.access.Verdict;
import io.sensorplatform.gateway.downstream.Downstream;
import io.sensorplatform.gateway.limit.Allowance;
import io.sensorplatform.gateway.limit.Quota;
import io.sensorplatform.gateway.origin.Origin;
import io.sensorplatform.gateway.page.Page;
import io.sensorplatform.gateway.page.Pages;
import io.sensorplatform.gateway.route.Route;
import io.sensorplatform.gateway.telemetry.GatewayMeters;
import io.sensorplatform.gateway.telemetry.RequestSpan;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request at the public port and its answer, from its head to the last byte. Lives on one event
 * loop, and ends exactly once: answered, refused, or left by its caller.
 */
final class Exchange {

  /** What is counted for a caller that left before the answer; never sent. */
  private static final int CALLER_LEFT = 499;

  private static final Duration CROWDED = Duration.ofSeconds(5);

  private static final CharSequence TRACERESPONSE = HttpHeaders.createOptimized("traceresponse");
  private static final CharSequence CORRELATION = HttpHeaders.createOptimized("x-correlation-id");
  private static final CharSequence RATELIMIT = HttpHeaders.createOptimized("ratelimit");
  private static final CharSequence RATELIMIT_POLICY =
      HttpHeaders.createOptimized("ratelimit-policy");

  private final Services services;
  private final Context loop;
  private final HttpClient client;
  private final Backlog backlog;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Caller caller;
  private final RequestSpan span;
  private final long start = System.nanoTime();
  private @Nullable Route route;
  private @Nullable Allowance allowance;
  private @Nullable Quota quota;
  private @Nullable Turn turn;
  private @Nullable Forward forward;
  private @Nullable Origin origin;
  private boolean closes;
  private boolean ended;

  Exchange(
      Services services,
      Context loop,
      HttpClient client,
      Backlog backlog,
      HttpServerRequest request,
      Caller caller) {
    this.services = services;
    this.loop = loop;
    this.client = client;
    this.backlog = backlog;
    this.request = request;
    this.response = request.response();
    this.caller = caller;
    this.closes = caller.refused() || RequestForm.listsClose(request);
    this.span = services.spans().start(RequestForm.method(request), request.headers()::get);
  }

  void begin() {
    request.pause();
    response.exceptionHandler(cause -> left());
    response.closeHandler(unused -> left());
    caller.onBrokenBody(this::refuseBody);
    guarded(() -> {
      if (caller.refused()) {
        throw new ProblemException(ProblemCode.OVERLOADED, "Too many connections are open.")
            .withRetryAfter(CROWDED);
      }
      RequestForm.check(request);
      Origin from = caller.origin(request);
      origin = from;
      span.client(from.address());
      if (services.cors().enabled() && RequestForm.preflight(request)) {
        answerPreflight();
        return;
      }
      String path = RequestForm.path(request);
      if (services.pages().holds(path)) {
        showPage(path);
        return;
      }
      Route found = services.gate().route(path);
      route = found;
      span.route(found.path());
      RequestHead head = RequestForm.head(request, from.counted());
      switch (services.gate().admit(found, head)) {
        case Verdict.Counted counted -> proceed(found, counted);
        case Verdict.Unverified unverified -> verify(found, head, unverified.token());
      }
    });
  }

  /** Answers what is not HTTP; the connection cannot go on after it. */
  void refuseMalformed(ProblemCode code, String detail) {
    closes = true;
    refuse(new ProblemException(code, detail), null);
  }

  /** Answers a body that is not HTTP, unless an answer is under way. */
  private void refuseBody() {
    if (ended || response.headWritten()) {
      request.connection().close();
      return;
    }
    closes = true;
    var refusal =
        new ProblemException(ProblemCode.MALFORMED_REQUEST, "The body is not properly chunked.");
    if (forward == null) {
      refuse(refusal, null);
    } else {
      forward.refuse(refusal);
    }
  }

  private void verify(Route found, RequestHead head, String token) {
    services
        .blocking()
        .execute(() -> {
          try {
            VerifiedToken verified = services.gate().verify(token, head.address());
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
      if (found.quota() && !found.reads(request.method().name())) {
        quota = services.quotas().of(token.tenant());
      }
    }
    if (quota != null) {
      quota.require();
    }
    String who = token == null ? origin().counted() : token.subject();
    backlog.check(who);
    if (found.own()) {
      showPipeline(token);
      return;
    }
    Downstream downstream = services.downstreams().get(found.downstream());
    Duration allowed = found.deadline() == null ? downstream.answerTimeout() : found.deadline();
    var deadline = Deadline.of(allowed, request.getHeader(HopHeaders.REQUEST_TIMEOUT), start);
    var next =
        new Turn(
            loop,
            downstream,
            (permit, place) ->
                guarded(() ->
                    send(
                        new Forward(
                            this,
                            services,
                            loop,
                            client,
                            request,
                            found,
                            downstream,
                            permit,
                            place,
                            deadline))),
            refusal -> refuse(refusal, null));
    turn = next;
    next.take(
        found.reads(request.method().name())
            ? downstream.lanes().reads()
            : downstream.lanes().writes(),
        who);
  }

  private void send(Forward next) {
    forward = next;
    if (RequestForm.expectsContinue(request)) {
      response.writeContinue();
    }
    next.start();
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
        .putHeader("content-security-policy", Pages.POLICY)
        .putHeader("referrer-policy", "no-referrer");
    answer(page.bytes(), null);
  }

  /** Worked out elsewhere, since services are asked for it. */
  private void showPipeline(@Nullable VerifiedToken token) {
    String method = RequestForm.method(request);
    String path = RequestForm.path(request);
    services
        .blocking()
        .execute(() -> {
          try {
            byte[] document = services.pipeline().answer(token, method, path);
            loop.runOnContext(unused -> guarded(() -> showJson(document)));
          } catch (ProblemException refusal) {
            loop.runOnContext(unused -> refuse(refusal, null));
          } catch (RuntimeException fault) {
            loop.runOnContext(unused -> broke(fault));
          }
        });
  }

  private void showJson(byte[] document) {
    if (!ended) {
      response.putHeader("content-type", "application/json").putHeader("cache-control", "no-store");
      answer(document, null);
    }
  }

  private void answerPreflight() {
    String from = request.getHeader("origin");
    services.cors().preflight(from == null ? "" : from, response::putHeader);
    response.setStatusCode(204);
    answer(new byte[0], null);
  }

  /** Where the request comes from; known once it is looked at. */
  Origin origin() {
    return Objects.requireNonNull(origin);
  }

  /** Adds what every answer carries. */
  void decorate() {
    MultiMap headers = response.headers();
    headers.set(TRACERESPONSE, span.traceresponse());
    headers.set(CORRELATION, span.correlation());
    Headers.secure(headers, route, origin == null ? request.isSSL() : origin.secure());
    if (services.cors().enabled()) {
      services.cors().describe(request.getHeader("origin"), headers::add);
    }
    if (request.version() != HttpVersion.HTTP_2) {
      closes |= caller.leaving();
      if (closes) {
        caller.lastAnswer();
        headers.set("connection", "close");
      }
    }
    Allowance counted = allowance;
    if (counted != null) {
      Quota of = quota;
      headers.set(
          RATELIMIT_POLICY, of == null ? counted.policy() : counted.policy() + ", " + of.policy());
      headers.set(RATELIMIT, of == null ? counted.state() : counted.state() + ", " + of.state());
    }
  }

  /** Notes an answer that refuses access. */
  void answered(String service, int status) {
    if (status == 401 || status == 403) {
      services
          .refusals()
          .note(service, status, call(), authorization(), origin().address(), span.traceId());
    }
  }

  /** What is asked for, without what only the caller knows. */
  private String call() {
    return RequestForm.method(request) + ' ' + (route == null ? "" : route.path());
  }

  private List<String> authorization() {
    return request.headers().getAll("authorization");
  }

  /**
   * Counts what the service accepted.
   *
   * @param readings value of its header; null if it has none
   */
  void accepted(@Nullable String readings) {
    if (readings != null) {
      span.accepted(readings);
      if (quota != null) {
        quota.charge(Long.parseLong(readings));
      }
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
    // What follows on this connection may be the rest of this request, or meant to look like it.
    closes |= code == ProblemCode.MALFORMED_REQUEST;
    Allowance counted = allowance;
    services.meters().refused(code, counted == null ? null : counted.name());
    if (route != null && origin != null) {
      services.refusals().note(code, call(), authorization(), origin.address(), span.traceId());
    }
    if (code.status() >= 500) {
      services.failures().failed(routeName(), code, span, cause);
    }
    response
        .setStatusCode(code.status())
        .putHeader("content-type", "application/problem+json")
        .putHeader("cache-control", "no-store");
    refusal
        .headers()
        .forEach((name, value) ->
            response.putHeader(
                name, name.equals("Retry-After") ? Spread.retryAfter(value) : value));
    String path = request.decoderResult().isSuccess() ? request.path() : null;
    answer(refusal.toProblem(path, span.traceId()).toJson(), code.code());
  }

  private void answer(byte[] document, @Nullable String error) {
    sign();
    Answers.end(
        loop.owner(), request, response, document, closes, caller, status -> end(status, error));
  }

  Caller caller() {
    return caller;
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
      services.lines().ended(span, routeName());
      services.meters().request(routeName(), status, System.nanoTime() - start, span);
      caller.end();
      if (closes && (request.isEnded() || forward != null && forward.received())) {
        request.connection().close();
      }
    }
  }

  RequestSpan span() {
    return span;
  }

  private void left() {
    if (!ended) {
      abandon();
      end(CALLER_LEFT, "caller-left");
    }
  }

  private void abandon() {
    if (forward != null) {
      forward.abandon();
    } else if (turn != null) {
      turn.abandon();
    }
  }

  private void broke(RuntimeException fault) {
    services.failures().bug(span, fault);
    abandon();
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
