package io.sensorplatform.defaults.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets so many pass in each second; costs nothing worth naming, and a race may let a few more. */
public final class PerSecond {

  private static final long SECOND = 1_000_000_000L;

  private final int most;
  private final LongSupplier nanos;
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param nanos a clock such as {@link System#nanoTime()}
   */
  public PerSecond(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
  }

  /** Whether one more may pass in this second. */
  public boolean take() {
    long now = Math.floorDiv(nanos.getAsLong(), SECOND);
    long current = second.get();
    if (now != current && second.compareAndSet(current, now)) {
      taken.set(0);
    }
    return taken.get() < most && taken.getAndIncrement() < most;
  }
}
