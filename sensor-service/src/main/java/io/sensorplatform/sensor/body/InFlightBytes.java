package io.sensorplatform.sensor.body;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory set aside for the bodies of all requests being served; what keeps the heap bounded.
 */
public final class InFlightBytes {

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  public InFlightBytes(long limit) {
    this.limit = limit;
  }

  /** Takes so many bytes if they are free; never waits, as those who wait hold memory too. */
  boolean tryTake(long bytes) {
    long before = taken.get();
    while (bytes <= limit - before) {
      long seen = taken.compareAndExchange(before, before + bytes);
      if (seen == before) {
        return true;
      }
      before = seen;
    }
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  public long taken() {
    return taken.get();
  }
}
