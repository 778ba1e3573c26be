package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.limit.Allowance;
import io.sensorplatform.gateway.limit.Quota;
import io.sensorplatform.gateway.origin.Origin;
import io.sensorplatform.gateway.page.Page;
import io.sensorplatform.gateway.page.Pages;
import io.sensorplatform.gateway.route.Route;
import io.sensorplatform.gateway.telemetry.GatewayMeters;
import io.sensorplatform.gateway.telemetry.RequestSpan;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request: what each carries, problems, pages, and what is counted, logged and
 * traced at its end. Learns on the way what the request is about. Ends exactly once.
 */
final class Reply {

  private static final CharSequence TRACERESPONSE = HttpHeaders.createOptimized("traceresponse");
  private static final CharSequence CORRELATION = HttpHeaders.createOptimized("x-correlation-id");
  private static final CharSequence RATELIMIT = HttpHeaders.createOptimized("ratelimit");
  private static final CharSequence RATELIMIT_POLICY =
      HttpHeaders.createOptimized("ratelimit-policy");

  private final Services services;
  private final Vertx vertx;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Caller caller;
  private final RequestSpan span;
  private final BooleanSupplier received;
  private final long start = System.nanoTime();
  private @Nullable Route route;
  private @Nullable Origin origin;
  private @Nullable Allowance allowance;
  private @Nullable Quota quota;
  private boolean closes;
  private boolean ended;

  /**
   * @param received whether all of the request was read by who passes it on
   */
  Reply(
      Services services,
      Vertx vertx,
      HttpServerRequest request,
      Caller caller,
      BooleanSupplier received) {
    this.services = services;
    this.vertx = vertx;
    this.request = request;
    this.response = request.response();
    this.caller = caller;
    this.received = received;
    this.closes = caller.refused() || RequestForm.listsClose(request);
    this.span = services.spans().start(RequestForm.method(request), request.headers()::get);
  }

  /** Where the request comes from. */
  void from(Origin origin) {
    this.origin = origin;
    span.client(origin.address());
  }

  /** What it asks for. */
  void to(Route route) {
    this.route = route;
    span.route(route.path());
  }

  /** The limit that has counted it. */
  void counted(Allowance allowance) {
    this.allowance = allowance;
  }

  /** The quota that pays for what is accepted. */
  void paidBy(Quota quota) {
    this.quota = quota;
  }

  /** The connection ends with this answer. */
  void closes() {
    closes = true;
  }

  boolean ended() {
    return ended;
  }

  /** When the request came, by System.nanoTime. */
  long start() {
    return start;
  }

  RequestSpan span() {
    return span;
  }

  Caller caller() {
    return caller;
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

  /**
   * Answers with a page of the gateway's own.
   *
   * @throws ProblemException NOT_FOUND or METHOD_NOT_ALLOWED
   */
  void page(String path) {
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

  void json(byte[] document) {
    if (!ended) {
      response.putHeader("content-type", "application/json").putHeader("cache-control", "no-store");
      answer(document, null);
    }
  }

  void preflight() {
    String from = request.getHeader("origin");
    services.cors().preflight(from == null ? "" : from, response::putHeader);
    response.setStatusCode(204);
    answer(new byte[0], null);
  }

  /** Notes an answer that refuses access. */
  void answered(String service, int status) {
    if (status == 401 || status == 403) {
      services
          .refusals()
          .note(service, status, call(), authorization(), origin().address(), span.traceId());
    }
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

  /** Ends it, with an answer sent or broken off. */
  void end(int status, @Nullable String error) {
    if (!ended) {
      ended = true;
      span.end(status, error);
      services.lines().ended(span, routeName());
      services.meters().request(routeName(), status, System.nanoTime() - start, span);
      caller.end();
      if (closes && (request.isEnded() || received.getAsBoolean())) {
        request.connection().close();
      }
    }
  }

  private void answer(byte[] document, @Nullable String error) {
    sign();
    Answers.end(vertx, request, response, document, closes, caller, status -> end(status, error));
  }

  /** Adds what an answer of the gateway's own carries (RFC 9110 s6.6.1: whoever has a clock). */
  private void sign() {
    response.putHeader(
        "date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            services.clock().instant().atOffset(ZoneOffset.UTC)));
    decorate();
  }

  /** What is asked for, without what only the caller knows. */
  private String call() {
    return RequestForm.method(request) + ' ' + (route == null ? "" : route.path());
  }

  private List<String> authorization() {
    return request.headers().getAll("authorization");
  }

  private String routeName() {
    return route == null ? GatewayMeters.NO_ROUTE : route.name();
  }
}
