package io.sensorplatform.gateway.edge;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waits for whoever has to move next until the head of the answer is there: the caller while it
 * sends its body, else the service. One timer a request, which is set anew only when it rings too
 * early, costs less than one for each piece of the body.
 */
final class Watch {

  private static final Duration TICK = Duration.ofMillis(1);

  /** A body that takes longer is a slow one. */
  private static final Duration QUICK = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Upload upload;
  private final Duration bodyTimeout;
  private final long minRate;
  private final Runnable callerSlow;
  private final Consumer<String> callerStopped;
  private final Consumer<Duration> serviceLate;
  private Duration answerTimeout = Duration.ZERO;
  private long since;
  private boolean slow;
  private long timer = -1;

  /**
   * @param bodyTimeout patience with the caller, from one piece of the body to the next
   * @param minRate bytes a second that a body must have brought once it has taken as long as
   *     bodyTimeout, or one caller could hold a place with a byte now and then
   * @param callerSlow told once if the body takes longer than most
   */
  Watch(
      Vertx vertx,
      Upload upload,
      Duration bodyTimeout,
      long minRate,
      Runnable callerSlow,
      Consumer<String> callerStopped,
      Consumer<Duration> serviceLate) {
    this.vertx = vertx;
    this.upload = upload;
    this.bodyTimeout = bodyTimeout;
    this.minRate = minRate;
    this.callerSlow = callerSlow;
    this.callerStopped = callerStopped;
    this.serviceLate = serviceLate;
  }

  /**
   * @param answerTimeout patience with the service, from the last byte that it took
   */
  void start(Duration answerTimeout) {
    this.answerTimeout = answerTimeout;
    since = System.nanoTime();
    Duration first = bodyTimeout.compareTo(answerTimeout) < 0 ? bodyTimeout : answerTimeout;
    ringIn(upload.ended() || first.compareTo(QUICK) < 0 ? first : QUICK);
  }

  void stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private boolean tooSlow() {
    long taken = System.nanoTime() - since - upload.blockedNanos();
    return taken >= bodyTimeout.toNanos()
        && upload.received() < minRate * (double) taken / TimeUnit.SECONDS.toNanos(1);
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
    if (callersTurn && !slow && System.nanoTime() - since >= QUICK.toNanos()) {
      slow = true;
      callerSlow.run();
    }
    if (callersTurn && tooSlow()) {
      callerStopped.accept("The body came with less than %d bytes a second.".formatted(minRate));
    } else if (left.compareTo(TICK) >= 0) {
      // The body may end meanwhile, and then it is the service's turn.
      ringIn(callersTurn && answerTimeout.compareTo(left) < 0 ? answerTimeout : left);
    } else if (callersTurn) {
      callerStopped.accept("No byte of the body came for %d ms.".formatted(patience.toMillis()));
    } else {
      serviceLate.accept(patience);
    }
  }
}
