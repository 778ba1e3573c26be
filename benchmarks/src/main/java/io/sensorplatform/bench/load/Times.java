package io.sensorplatform.bench.load;

import java.util.Arrays;

/** Durations, all kept. */
public final class Times {

  private long[] nanos = new long[1_024];
  private int count;
  private boolean sorted;

  public synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
    sorted = false;
  }

  public synchronized int count() {
    return count;
  }

  /** The quantile in milliseconds; NaN if there is none. */
  public synchronized double millis(double quantile) {
    if (count == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    return nanos[(int) Math.min(count - 1, Math.floor(quantile * count))] / 1e6;
  }

  /** Takes over what the other has, and leaves it empty. */
  void take(Times other) {
    synchronized (other) {
      for (int i = 0; i < other.count; i++) {
        add(other.nanos[i]);
      }
      other.count = 0;
    }
  }
}
