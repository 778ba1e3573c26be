package io.sensorplatform.gateway.admission;

import io.sensorplatform.gateway.admission.AdmissionSettings.Places;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests a service bears at a time, found from its answer times: so many that its own
 * queue costs no more than the target on top of what an answer takes by itself. By Little's law
 * that is (answers a second) x (natural answer time + target). Fewer would leave the service idle,
 * more would only wait there instead of here, where they can still be sent away.
 *
 * <p>It moves only while somebody waits for a place; otherwise what is seen is what an answer takes
 * by itself. Making it smaller must pay: if half the requests at a time are not answered faster,
 * then it is not their number that makes the service slow (Kafka may be), and the slower answer is
 * the natural one from then on.
 */
final class AdaptiveLimit {

  private static final long WINDOW_NANOS = 250_000_000L;
  private static final int ENOUGH = 8;
  private static final double FOLLOW = 0.1;
  private static final double DOWN = 0.7;
  private static final double UP = 1.5;

  private final Places bounds;
  private final double target;
  private final LongAdder answers = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicLong windowStart;
  private volatile boolean full;
  private volatile double limit;
  // Below: written by whoever closes a window, one at a time.
  private volatile double natural;
  private volatile double limitBefore;
  private volatile double timeBefore;

  AdaptiveLimit(Places bounds, long targetNanos, long now) {
    this.bounds = bounds;
    this.target = targetNanos;
    this.limit = bounds.atFirst();
    this.windowStart = new AtomicLong(now);
  }

  int current() {
    return (int) limit;
  }

  /** What an answer takes while nobody waits, in nanoseconds; 0 before the first ones. */
  long naturalNanos() {
    return (long) natural;
  }

  /** Says that a request found no place. */
  void full() {
    if (!full) {
      full = true;
    }
  }

  /** Takes one answer's time. */
  void answered(long took, long now) {
    answers.increment();
    nanos.add(took);
    long start = windowStart.get();
    if (now - start >= WINDOW_NANOS
        && answers.sum() >= ENOUGH
        && windowStart.compareAndSet(start, now)) {
      close(now - start);
    }
  }

  private void close(long window) {
    long count = answers.sumThenReset();
    double time = (double) nanos.sumThenReset() / Math.max(1, count);
    boolean crowded = full;
    full = false;
    if (!crowded) {
      natural = natural == 0 || time < natural ? time : natural + (time - natural) * FOLLOW;
      return;
    }
    natural = natural == 0 ? time : Math.min(natural, time);
    double wanted = count / (double) window * (natural + target);
    double next =
        Math.clamp(Math.clamp(wanted, limit * DOWN, limit * UP + 1), bounds.least(), bounds.most());
    if (next < limit) {
      shrink(time);
    } else if (next > limit) {
      limitBefore = 0;
    } else if (limit == bounds.least()) {
      // Nothing more to try: believe what is seen, little by little.
      natural += (time - natural) * FOLLOW;
    }
    limit = next;
  }

  private void shrink(double time) {
    if (limitBefore == 0) {
      limitBefore = limit;
      timeBefore = time;
    } else if (limit <= limitBefore / 2) {
      if (time > timeBefore * 0.8) {
        natural = time;
      }
      limitBefore = limit;
      timeBefore = time;
    }
  }
}
