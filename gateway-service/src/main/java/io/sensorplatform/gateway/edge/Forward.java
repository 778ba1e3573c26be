package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
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
 * Passes a request on to its service and the answer back. The service has its answer timeout from
 * the last byte of the request to the head of the answer; after that an answer may take as long as
 * it likes (server-sent events), at the pace of the slower side.
 */
final class Forward {

  private final Exchange exchange;
  private final Services services;
  private final Context loop;
  private final HttpClient client;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Route route;
  private final Downstream downstream;
  private final Breaker.Permit permit;
  private final Upload upload;
  private final Watch watch;
  private int resends;
  private boolean decided;
  private @Nullable HttpClientRequest call;

  Forward(
      Exchange exchange,
      Services services,
      Context loop,
      HttpClient client,
      HttpServerRequest request,
      Route route,
      Downstream downstream,
      Breaker.Permit permit) {
    this.exchange = exchange;
    this.services = services;
    this.loop = loop;
    this.client = client;
    this.request = request;
    this.response = request.response();
    this.route = route;
    this.downstream = downstream;
    this.permit = permit;
    boolean repeatable = route.mayRepeat(request.method().name());
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
            downstream.answerTimeout(),
            this::callerStopped,
            this::serviceLate);
  }

  void start() {
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
    decide();
    HttpClientRequest running = call;
    if (running != null) {
      running.reset();
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
        next.reset();
      }
    } else if (next == null) {
      unavailable(connection.cause());
    } else {
      call = next;
      Headers.toService(request, exchange.origin(), next.headers());
      exchange.span().beginCall(downstream.host(), downstream.port(), resends, next::putHeader);
      // Told by the answer that does not come; without a handler it would be logged, too.
      next.exceptionHandler(unused -> {});
      next.response().onComplete(answer -> answered(next, answer));
      upload.to(next);
      watch.start();
    }
  }

  private void answered(HttpClientRequest from, AsyncResult<HttpClientResponse> answer) {
    if (decided || from != call) {
      return;
    }
    HttpClientResponse head = answer.result();
    if (head != null) {
      relay(from, head);
      return;
    }
    exchange.span().failCall("connection");
    if (resends == 0 && route.mayRepeat(request.method().name()) && upload.canRepeat()) {
      resends++;
      call = null;
      upload.detach();
      watch.stop();
      services.meters().repeated(downstream.name());
      start();
    } else {
      unavailable(answer.cause());
    }
  }

  private void relay(HttpClientRequest from, HttpClientResponse answer) {
    decide();
    permit.answered();
    int status = answer.statusCode();
    exchange.span().endCall(status);
    response.setStatusCode(status);
    Headers.toCaller(answer.headers(), response.headers());
    exchange.decorate();
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

  private void relayed(HttpClientRequest from, int status, @Nullable Throwable cause) {
    if (cause != null) {
      // Half an answer must not look like a whole one.
      from.reset();
      response.reset();
      exchange.end(status, "connection");
      return;
    }
    exchange.end(status, null);
    if (!upload.ended()) {
      from.reset();
      upload.discard();
      Answers.readRest(loop.owner(), request, response, true, exchange.caller());
    }
  }

  private void tooLarge() {
    giveUp();
    permit.abandoned();
    exchange.refuse(services.gate().tooLarge(), null);
  }

  private void unavailable(Throwable cause) {
    giveUp();
    if (cause instanceof ConnectionPoolTooBusyException) {
      permit.abandoned();
      exchange.refuse(
          new ProblemException(ProblemCode.OVERLOADED, "Too many requests are waiting.")
              .withRetryAfter(Duration.ofSeconds(1)),
          cause);
      return;
    }
    permit.failed(cause);
    exchange.refuse(
        new ProblemException(
                ProblemCode.DOWNSTREAM_UNAVAILABLE,
                "%s-service cannot be reached.".formatted(downstream.name()))
            .withRetryAfter(downstream.breaker().retryAfter()),
        cause);
  }

  private void callerStopped(String how) {
    giveUp();
    permit.abandoned();
    exchange.refuse(new ProblemException(ProblemCode.BODY_TIMEOUT, how), null);
  }

  private void serviceLate(Duration patience) {
    giveUp();
    var late = new TimeoutException("no answer within " + patience);
    permit.failed(late);
    exchange.refuse(
        new ProblemException(
            ProblemCode.DOWNSTREAM_TIMEOUT,
            "%s-service did not answer within %d ms."
                .formatted(downstream.name(), patience.toMillis())),
        late);
  }

  private void giveUp() {
    decide();
    upload.detach();
    HttpClientRequest running = call;
    if (running != null) {
      running.reset();
    }
  }

  private void decide() {
    decided = true;
    watch.stop();
  }
}
