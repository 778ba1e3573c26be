package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.hop.HopHeaders;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.gateway.access.RequestHead;
import io.sensorplatform.gateway.access.Verdict;
import io.sensorplatform.gateway.downstream.Downstream;
import io.sensorplatform.gateway.limit.Quota;
import io.sensorplatform.gateway.origin.Origin;
import io.sensorplatform.gateway.route.Route;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The course of one request at the public port: checked, counted, given a place at its service and
 * passed on, or answered by the gateway itself. Lives on one event loop.
 */
final class Exchange {

  /** What is counted for a caller that left before the answer; never sent. */
  private static final int CALLER_LEFT = 499;

  private static final Duration CROWDED = Duration.ofSeconds(5);

  private final Services services;
  private final Context loop;
  private final HttpClient client;
  private final Backlog backlog;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Caller caller;
  private final Reply reply;
  private @Nullable Turn turn;
  private @Nullable Forward forward;

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
    this.reply = new Reply(services, loop.owner(), request, caller, this::received);
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
      reply.from(from);
      if (services.cors().enabled() && RequestForm.preflight(request)) {
        reply.preflight();
        return;
      }
      String path = RequestForm.path(request);
      if (services.pages().holds(path)) {
        reply.page(path);
        return;
      }
      Route found = services.gate().route(path);
      reply.to(found);
      RequestHead head = RequestForm.head(request, from.counted());
      switch (services.gate().admit(found, head)) {
        case Verdict.Counted counted -> proceed(found, counted);
        case Verdict.Unverified unverified -> verify(found, head, unverified.token());
      }
    });
  }

  /** Answers what is not HTTP; the connection cannot go on after it. */
  void refuseMalformed(ProblemCode code, String detail) {
    reply.closes();
    reply.refuse(new ProblemException(code, detail), null);
  }

  /** Answers a body that is not HTTP, unless an answer is under way. */
  private void refuseBody() {
    if (reply.ended() || response.headWritten()) {
      request.connection().close();
      return;
    }
    reply.closes();
    var refusal =
        new ProblemException(ProblemCode.MALFORMED_REQUEST, "The body is not properly chunked.");
    if (forward == null) {
      reply.refuse(refusal, null);
    } else {
      forward.refuse(refusal);
    }
  }

  private void verify(Route found, RequestHead head, String token) {
    elsewhere(
        () -> services.gate().verify(token, head.address()),
        verified -> proceed(found, services.gate().counted(found, head, verified)));
  }

  private void proceed(Route found, Verdict.Counted counted) {
    if (reply.ended()) {
      return;
    }
    reply.counted(counted.allowance());
    VerifiedToken token = counted.token();
    if (token != null) {
      // Also of one that has met its limit: whoever asks who it is finds it in the trace.
      reply.span().caller(token.tenant(), token.subject());
    }
    counted.allowance().require();
    if (token != null && found.quota() && !found.reads(request.method().name())) {
      pay(services.quotas().of(token.tenant()));
    }
    String who = token == null ? reply.origin().counted() : token.subject();
    backlog.check(who);
    if (found.own()) {
      showPipeline(token);
      return;
    }
    Downstream downstream = services.downstreams().get(found.downstream());
    Duration allowed = found.deadline() == null ? downstream.answerTimeout() : found.deadline();
    var deadline =
        Deadline.of(allowed, request.getHeader(HopHeaders.REQUEST_TIMEOUT), reply.start());
    var next =
        new Turn(
            loop,
            downstream,
            (permit, place) ->
                guarded(() ->
                    send(
                        new Forward(
                            reply,
                            services,
                            loop,
                            client,
                            request,
                            found,
                            downstream,
                            permit,
                            place,
                            deadline))),
            refusal -> reply.refuse(refusal, null));
    turn = next;
    next.take(
        found.reads(request.method().name())
            ? downstream.lanes().reads()
            : downstream.lanes().writes(),
        who);
  }

  private void pay(@Nullable Quota quota) {
    if (quota != null) {
      reply.paidBy(quota);
      quota.require();
    }
  }

  private void send(Forward next) {
    forward = next;
    if (RequestForm.expectsContinue(request)) {
      response.writeContinue();
    }
    next.start();
  }

  /** Worked out elsewhere, since services are asked for it. */
  private void showPipeline(@Nullable VerifiedToken token) {
    String method = RequestForm.method(request);
    String path = RequestForm.path(request);
    elsewhere(() -> services.pipeline().answer(token, method, path), reply::json);
  }

  /** Does what may block away from the event loop, and goes on with its result here. */
  private <T> void elsewhere(Supplier<T> work, Consumer<T> next) {
    services
        .blocking()
        .execute(() -> {
          try {
            T result = work.get();
            loop.runOnContext(unused -> guarded(() -> next.accept(result)));
          } catch (ProblemException refusal) {
            loop.runOnContext(unused -> reply.refuse(refusal, null));
          } catch (RuntimeException fault) {
            loop.runOnContext(unused -> broke(fault));
          }
        });
  }

  private boolean received() {
    return forward != null && forward.received();
  }

  private void left() {
    if (!reply.ended()) {
      abandon();
      reply.end(CALLER_LEFT, "caller-left");
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
    services.failures().bug(reply.span(), fault);
    abandon();
    if (response.headWritten()) {
      response.reset();
      reply.end(ProblemCode.INTERNAL_ERROR.status(), ProblemCode.INTERNAL_ERROR.code());
    } else {
      reply.refuse(new ProblemException(ProblemCode.INTERNAL_ERROR, "The gateway failed."), fault);
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (ProblemException refusal) {
      reply.refuse(refusal, null);
    } catch (RuntimeException fault) {
      broke(fault);
    }
  }
}
