package io.sensorplatform.local.demo;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Spreads readings evenly over time, over all devices together. */
final class Pace {
  /** As many as one request carries when nothing limits the rate. */
  private static final int LARGEST_BATCH = 500;

  private final OptionalInt perSecond;
  private long nextNanos = System.nanoTime();

  /**
   * @param perSecond readings; empty: as fast as they are accepted
   */
  Pace(OptionalInt perSecond) {
    this.perSecond = perSecond;
  }

  /** Small enough for the progress to move five times a second. */
  int batchSize() {
    return perSecond.isEmpty()
        ? LARGEST_BATCH
        : Math.clamp(perSecond.getAsInt() / 5, 1, LARGEST_BATCH);
  }

  /** Waits until so many readings may go. */
  void await(int readings) throws InterruptedException {
    if (perSecond.isEmpty()) {
      return;
    }
    long start;
    synchronized (this) {
      start = Math.max(nextNanos, System.nanoTime());
      nextNanos = start + readings * TimeUnit.SECONDS.toNanos(1) / perSecond.getAsInt();
    }
    TimeUnit.NANOSECONDS.sleep(start - System.nanoTime());
  }
}
