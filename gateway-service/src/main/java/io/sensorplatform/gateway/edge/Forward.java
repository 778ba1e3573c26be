package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.hop.HopHeaders;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.admission.Lane;
import io.sensorplatform.gateway.downstream.Breaker;
import io.sensorplatform.gateway.downstream.Downstream;
import io.sensorplatform.gateway.route.Route;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Passes a request on to its service and the answer back. The service has what is left of the
 * deadline from the last byte of the request to the head of the answer; after that an answer may
 * take as long as it likes (server-sent events), at the pace of the slower side.
 *
 * <p>What is safe to repeat is sent a second time if there was no answer, or one of a service that
 * is going down, as long as the budget of its service and its own deadline allow. The place at the
 * service is given back with the head of the answer.
 */
final class Forward {

  private final Reply reply;
  private final Services services;
  private final Context loop;
  private final HttpClient client;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Route route;
  private final Downstream downstream;
  private final Breaker.Permit permit;
  private final Lane.Place place;
  private final Deadline deadline;
  private final Repeat repeat;
  private final Upload upload;
  private final Watch watch;
  private long sentAt;
  private boolean decided;
  private @Nullable HttpClientRequest call;

  Forward(
      Reply reply,
      Services services,
      Context loop,
      HttpClient client,
      HttpServerRequest request,
      Route route,
      Downstream downstream,
      Breaker.Permit permit,
      Lane.Place place,
      Deadline deadline) {
    this.reply = reply;
    this.services = services;
    this.loop = loop;
    this.client = client;
    this.request = request;
    this.response = request.response();
    this.route = route;
    this.downstream = downstream;
    this.permit = permit;
    this.place = place;
    this.deadline = deadline;
    boolean repeatable = route.mayRepeat(request.method().name());
    this.repeat = new Repeat(services, downstream, repeatable);
    this.upload =
        new Upload(
            request,
            services.access().maxBody().toBytes(),
            repeatable ? services.settings().repeatable().toBytes() : 0,
            this::tooLarge);
    this.watch =
        new Watch(
            loop.owner(),
            upload,
            services.settings().bodyTimeout(),
            services.guard().minBodyRate().toBytes(),
            place::leave,
            this::callerStopped,
            this::serviceLate);
  }

  void start() {
    downstream.retries().request();
    connect();
  }

  private void connect() {
    client
        .request(
            new RequestOptions()
                .setHost(downstream.host())
                .setPort(downstream.port())
                .setSsl(downstream.tls())
                .setMethod(request.method())
                .setURI(RequestForm.target(request))
                .setConnectTimeout(services.settings().connectTimeout().toMillis()))
        .onComplete(this::connected);
  }

  /** Ends the call, since nobody waits for its answer any more. */
  void abandon() {
    permit.abandoned();
    place.leave();
    decide();
    HttpClientRequest running = call;
    if (running != null) {
      cut(running);
    }
  }

  /** Whether all of the request was read. */
  boolean received() {
    return upload.ended();
  }

  private void connected(AsyncResult<HttpClientRequest> connection) {
    HttpClientRequest next = connection.result();
    if (decided) {
      if (next != null) {
        drop(next);
      }
    } else if (next == null) {
      Throwable cause = connection.cause();
      if (cause instanceof ConnectionPoolTooBusyException || !repeat(Repeat.Reason.CONNECT)) {
        unavailable(cause);
      }
    } else {
      Duration left = left();
      if (left.toMillis() < 1) {
        drop(next);
        serviceLate(deadline.allowed());
        return;
      }
      call = next;
      sentAt = sentAt == 0 ? System.nanoTime() : sentAt;
      Headers.toService(request, reply.origin(), next.headers());
      next.putHeader(HopHeaders.REQUEST_TIMEOUT, Long.toString(left.toMillis()));
      reply.span().beginCall(downstream.host(), downstream.port(), repeat.times(), next::putHeader);
      // Told by the answer that does not come; without a handler it would be logged, too.
      next.exceptionHandler(unused -> {});
      next.response().onComplete(answer -> answered(next, answer));
      upload.to(next);
      watch.start(left);
    }
  }

  private void answered(HttpClientRequest from, AsyncResult<HttpClientResponse> answer) {
    if (decided || from != call) {
      return;
    }
    HttpClientResponse head = answer.result();
    if (head == null) {
      reply.span().failCall("connection");
      if (!repeat(Repeat.Reason.CONNECTION)) {
        unavailable(answer.cause());
      }
      return;
    }
    // Also if its body is not wanted: else its end would be logged.
    head.exceptionHandler(unused -> {});
    if (!Repeat.goingDown(head) || !repeat(Repeat.Reason.DRAINING)) {
      relay(from, head);
    }
  }

  /** Makes the call again, if that is safe, not too late, and in the budget. */
  private boolean repeat(Repeat.Reason reason) {
    long pause = upload.canRepeat() ? repeat.after(reason, left()) : Repeat.NOT;
    if (pause == Repeat.NOT) {
      return false;
    }
    upload.detach();
    watch.stop();
    HttpClientRequest failed = call;
    call = null;
    if (failed != null) {
      reply.span().failCall(reason.tag());
      cut(failed);
    }
    if (pause == 0) {
      connect();
    } else {
      loop.owner()
          .setTimer(
              pause,
              unused -> {
                if (!decided) {
                  connect();
                }
              });
    }
    return true;
  }

  /** How long the service may take; the time in which the caller sent its body does not count. */
  private Duration left() {
    Duration left = deadline.left(System.nanoTime());
    return sentAt == 0 ? left : left.plusNanos(Math.max(0, upload.progress() - sentAt));
  }

  private void relay(HttpClientRequest from, HttpClientResponse answer) {
    decide();
    permit.answered();
    leave();
    int status = answer.statusCode();
    reply.span().endCall(status);
    response.setStatusCode(status);
    reply.accepted(answer.getHeader(HopHeaders.ACCEPTED));
    reply.answered(downstream.name(), status);
    Headers.toCaller(answer.headers(), response.headers());
    reply.decorate();
    if (request.method().name().equals("HEAD") || status == 204 || status == 304) {
      response.end().onComplete(unused -> relayed(from, status, null));
      return;
    }
    if (!response.headers().contains("content-length")
        && request.version() != HttpVersion.HTTP_1_0) {
      response.setChunked(true);
    }
    answer
        .pipe()
        .endOnFailure(false)
        .to(response)
        .onComplete(done -> relayed(from, status, done.cause()));
  }

  /**
   * Gives the place back, and tells how long the service took unless the caller kept it waiting.
   */
  private void leave() {
    if (upload.ended()) {
      place.answered(System.nanoTime() - Math.max(sentAt, upload.progress()));
    } else {
      place.leave();
    }
  }

  private void relayed(HttpClientRequest from, int status, @Nullable Throwable cause) {
    if (cause != null) {
      // Half an answer must not look like a whole one.
      cut(from);
      response.reset();
      reply.end(status, "connection");
      return;
    }
    reply.end(status, null);
    if (!upload.ended()) {
      cut(from);
      upload.discard();
      Answers.readRest(loop.owner(), request, response, true, reply.caller());
    }
  }

  private void tooLarge() {
    refuse(services.gate().tooLarge());
  }

  /** Gives up for what the caller did. */
  void refuse(ProblemException refusal) {
    giveUp();
    permit.abandoned();
    reply.refuse(refusal, null);
  }

  private void unavailable(Throwable cause) {
    giveUp();
    if (cause instanceof ConnectionPoolTooBusyException) {
      permit.abandoned();
      reply.refuse(
          new ProblemException(ProblemCode.OVERLOADED, "Too many requests are waiting.")
              .withRetryAfter(Duration.ofSeconds(1)),
          cause);
      return;
    }
    permit.failed(cause);
    reply.refuse(
        new ProblemException(
                ProblemCode.DOWNSTREAM_UNAVAILABLE,
                "%s-service cannot be reached.".formatted(downstream.name()))
            .withRetryAfter(downstream.breaker().retryAfter()),
        cause);
  }

  private void callerStopped(String how) {
    refuse(new ProblemException(ProblemCode.BODY_TIMEOUT, how));
  }

  private void serviceLate(Duration patience) {
    giveUp();
    var late = new TimeoutException("no answer within " + patience);
    if (deadline.callers()) {
      // Else anybody could open the breaker by asking for a millisecond.
      permit.abandoned();
    } else {
      permit.failed(late);
    }
    reply.refuse(
        new ProblemException(
            ProblemCode.DOWNSTREAM_TIMEOUT,
            "%s-service did not answer within %d ms."
                .formatted(downstream.name(), patience.toMillis())),
        late);
  }

  private static void drop(HttpClientRequest unused) {
    unused.exceptionHandler(ignored -> {});
    unused.reset();
  }

  private void giveUp() {
    place.leave();
    decide();
    upload.detach();
    HttpClientRequest running = call;
    if (running != null) {
      cut(running);
    }
  }

  /**
   * Ends a call that is not whole, and its connection. A reset alone would give a connection whose
   * answer came before the end of its request back to the pool, and the service would read the next
   * caller's request as the rest of this one's body.
   */
  private static void cut(HttpClientRequest call) {
    call.reset();
    call.connection().close();
  }

  private void decide() {
    decided = true;
    watch.stop();
  }
}
