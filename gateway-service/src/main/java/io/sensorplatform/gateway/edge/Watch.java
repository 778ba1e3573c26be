package io.sensorplatform.gateway.edge;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Waits for whoever has to move next until the head of the answer is there: the caller while it
 * sends its body, else the service. One timer a request, which is set anew only when it rings too
 * early, costs less than one for each piece of the body.
 */
final class Watch {

  private static final Duration TICK = Duration.ofMillis(1);

  private final Vertx vertx;
  private final Upload upload;
  private final Duration bodyTimeout;
  private final Duration answerTimeout;
  private final Consumer<Duration> callerStopped;
  private final Consumer<Duration> serviceLate;
  private long since;
  private long timer = -1;

  /**
   * @param bodyTimeout patience with the caller, from one piece of the body to the next
   * @param answerTimeout patience with the service, from the last byte that it took
   */
  Watch(
      Vertx vertx,
      Upload upload,
      Duration bodyTimeout,
      Duration answerTimeout,
      Consumer<Duration> callerStopped,
      Consumer<Duration> serviceLate) {
    this.vertx = vertx;
    this.upload = upload;
    this.bodyTimeout = bodyTimeout;
    this.answerTimeout = answerTimeout;
    this.callerStopped = callerStopped;
    this.serviceLate = serviceLate;
  }

  void start() {
    since = System.nanoTime();
    ringIn(bodyTimeout.compareTo(answerTimeout) < 0 ? bodyTimeout : answerTimeout);
  }

  void stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void ringIn(Duration wait) {
    timer = vertx.setTimer(Math.max(1, wait.toMillis()), unused -> look());
  }

  private void look() {
    timer = -1;
    boolean callersTurn = !upload.ended() && !upload.blocked();
    Duration patience = callersTurn ? bodyTimeout : answerTimeout;
    // Differences only: nanoTime has no zero.
    long idle = Math.min(System.nanoTime() - since, System.nanoTime() - upload.progress());
    Duration left = patience.minusNanos(idle);
    if (left.compareTo(TICK) >= 0) {
      ringIn(left);
    } else if (callersTurn) {
      callerStopped.accept(patience);
    } else {
      serviceLate.accept(patience);
    }
  }
}
