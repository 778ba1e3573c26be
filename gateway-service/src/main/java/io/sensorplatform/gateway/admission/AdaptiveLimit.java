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
 * <p>It moves only while somebody waits for a place. The natural answer time is what is seen while
 * nobody waits. Under a load that lasts, or if answers take much longer than they should, it is
 * looked for: the number of places is halved until fewer are answered, which shows that the service
 * had no queue any more. So a service that is slow for another reason (Kafka may be) is not given
 * less and less, which would not make it faster.
 */
final class AdaptiveLimit {

  private static final long WINDOW_NANOS = 250_000_000L;
  private static final long PROBE_NANOS = 10_000_000_000L;
  private static final long PAUSE_NANOS = 2_000_000_000L;
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
  private volatile double natural;
  // Below: of whoever closes a window, one at a time; the next one sees it through windowStart.
  private boolean probing;
  private boolean settling;
  private double rateBefore;
  private long lastProbe;

  AdaptiveLimit(Places bounds, long targetNanos, long now) {
    this.bounds = bounds;
    this.target = targetNanos;
    this.limit = bounds.atFirst();
    this.windowStart = new AtomicLong(now);
    this.lastProbe = now;
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
    // At least one answer for each place: what the last change did must be seen.
    if (now - start >= WINDOW_NANOS
        && answers.sum() >= Math.max(ENOUGH, limit)
        && windowStart.compareAndSet(start, Long.MAX_VALUE)) {
      close(now - start, now);
      windowStart.set(now);
    }
  }

  private void close(long window, long now) {
    long count = answers.sumThenReset();
    double time = (double) nanos.sumThenReset() / Math.max(1, count);
    double rate = count / (double) window;
    boolean crowded = full;
    full = false;
    if (settling) {
      settling = false;
    } else if (probing) {
      probe(time, rate);
    } else if (!crowded) {
      natural = natural == 0 || time < natural ? time : natural + (time - natural) * FOLLOW;
      lastProbe = now;
    } else if (mustProbe(time, now)) {
      lastProbe = now;
      probing = true;
      rateBefore = rate;
      halve();
    } else {
      natural = Math.min(natural, time);
      limit = bounded(Math.clamp(rate * (natural + target), limit * DOWN, limit * UP + 1));
    }
  }

  private boolean mustProbe(double time, long now) {
    long since = now - lastProbe;
    return natural == 0
        || since > PROBE_NANOS
        || since > PAUSE_NANOS && time > 2 * (natural + target);
  }

  private void probe(double time, double rate) {
    boolean fewer = rate < rateBefore * 0.85;
    boolean asBefore = natural > 0 && time < natural * 1.1;
    if (!fewer && !asBefore && limit > bounds.least()) {
      rateBefore = Math.max(rateBefore, rate);
      halve();
      return;
    }
    natural = fewer || natural == 0 ? time : Math.min(natural, time);
    probing = false;
    limit = bounded(rateBefore * (natural + target));
  }

  private void halve() {
    limit = bounded(limit / 2);
    settling = true;
  }

  private double bounded(double places) {
    return Math.clamp(places, bounds.least(), bounds.most());
  }
}
