package io.sensorplatform.gateway.downstream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many calls may be made a second time: a tenth of the requests, so that a service in trouble
 * gets a tenth more to do and not twice as much. Each request pays in a tenth of a retry; what is
 * saved up is bounded. Once it is full, which is nearly always, a request only reads it.
 */
public final class RetryBudget {

  private static final long ONE = 1_000;

  private final long perRequest;
  private final long most;
  private final AtomicLong saved;

  /**
   * @param share of the requests, 0 to 1
   * @param reserve retries saved up at most, and at first
   */
  RetryBudget(double share, int reserve) {
    this.perRequest = Math.round(share * ONE);
    this.most = perRequest == 0 ? 0 : reserve * ONE;
    this.saved = new AtomicLong(most);
  }

  /** A request came. */
  public void request() {
    if (saved.get() < most) {
      saved.addAndGet(perRequest);
    }
  }

  /** Takes one retry, if there is one. */
  public boolean take() {
    for (long now = saved.get(); now >= ONE; now = saved.get()) {
      if (saved.compareAndSet(now, now - ONE)) {
        return true;
      }
    }
    return false;
  }

  /** Retries that are left. */
  public double left() {
    return saved.get() / (double) ONE;
  }
}
