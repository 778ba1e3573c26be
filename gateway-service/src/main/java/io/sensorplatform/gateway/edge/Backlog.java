package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.telemetry.GatewayMeters;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How far one event loop is behind. What a request waits before the gateway even reads it stands in
 * no queue of ours, but a timer that rings late waited as long. While it stays late, a growing
 * share of the requests is refused at once, which costs a fraction of serving them, and the share
 * shrinks as the loop catches up. Who did not just have a request is spared as long as that is
 * enough.
 */
final class Backlog {

  static final Duration TICK = Duration.ofMillis(50);

  private static final double MORE = 0.1;
  private static final double LESS = 0.05;
  private static final double MOST = 0.95;

  private final long targetNanos;
  private final GatewayMeters meters;
  private long lastTick;
  private double refused;
  private final Set<String> sinceTick = new HashSet<>();

  Backlog(Duration target, GatewayMeters meters, long now) {
    this.targetNanos = target.toNanos();
    this.meters = meters;
    this.lastTick = now;
  }

  /** To be called every {@link #TICK}, by the event loop's own timer. */
  void tick(long now) {
    long late = Math.max(0, now - lastTick - TICK.toNanos());
    lastTick = now;
    refused = late > targetNanos ? Math.min(MOST, refused + MORE) : Math.max(0, refused - LESS);
    sinceTick.clear();
    meters.loopLate(late);
  }

  /**
   * @throws ProblemException OVERLOADED
   */
  void check(String caller) {
    if (refused == 0 || sinceTick.add(caller)) {
      return;
    }
    if (ThreadLocalRandom.current().nextDouble() < refused) {
      meters.shedByLoop();
      throw new ProblemException(
              ProblemCode.OVERLOADED, "The gateway is at its limit; the request was not passed on.")
          .withRetryAfter(Duration.ofSeconds(1));
    }
  }
}
