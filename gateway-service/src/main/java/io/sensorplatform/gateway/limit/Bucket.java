package io.sensorplatform.gateway.limit;

import io.sensorplatform.gateway.limit.LimitSettings.Limit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket in one number: when it will be full again (the generic cell rate algorithm). It
 * may be charged beyond empty, and is then in debt. Instants are differences of System.nanoTime.
 */
final class Bucket implements Shareable {

  private final String key;
  private final long perToken;
  private final long capacity;
  private final AtomicLong fullAt;
  private final AtomicLong unsettled = new AtomicLong();
  private final AtomicBoolean queued = new AtomicBoolean();
  private final @Nullable Settlement shared;

  /**
   * @param key its name where it is shared
   * @param shared null if it is not
   */
  Bucket(String key, Limit limit, long now, @Nullable Settlement shared) {
    this.key = key;
    this.perToken = Math.max(1, 1_000_000_000L / limit.rate());
    this.capacity = perToken * limit.burst();
    this.fullAt = new AtomicLong(now);
    this.shared = shared;
    if (shared != null) {
      // Others may have taken from it.
      queue();
    }
  }

  /** Takes a token; 0 if there was one, else nanoseconds until there is. */
  long take(long now) {
    while (true) {
      long before = fullAt.get();
      long after = (before - now > 0 ? before : now) + perToken;
      if (after - now > capacity) {
        return after - now - capacity;
      }
      if (fullAt.compareAndSet(before, after)) {
        settle(1);
        return 0;
      }
    }
  }

  /** Takes so many tokens, whether or not they are there. */
  void charge(long tokens, long now) {
    long cost = tokens * perToken;
    fullAt.updateAndGet(before -> (before - now > 0 ? before : now) + cost);
    settle(tokens);
  }

  /** Tokens that are there; less than 0 if it is in debt. */
  long remaining(long now) {
    return Math.floorDiv(capacity - toFull(now), perToken);
  }

  /**
   * Nanoseconds until a token is there; 0 if one is. Who asks wants to know what others took, too:
   * that is asked for, and is known the next time.
   */
  long untilOne(long now) {
    queue();
    return Math.max(0, toFull(now) + perToken - capacity);
  }

  /** Nanoseconds until it is full. */
  long toFull(long now) {
    return Math.max(0, fullAt.get() - now);
  }

  private void settle(long tokens) {
    if (shared != null) {
      unsettled.addAndGet(tokens);
      queue();
    }
  }

  private void queue() {
    if (shared != null && !queued.get() && queued.compareAndSet(false, true)) {
      shared.changed(this);
    }
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public double microsPerToken() {
    return perToken / 1_000.0;
  }

  @Override
  public long toSettle() {
    queued.set(false);
    return unsettled.get();
  }

  /**
   * @param reply microseconds until the shared bucket is full
   */
  @Override
  public void settled(long tokens, long reply, long now) {
    long rest = unsettled.addAndGet(-tokens);
    fullAt.set(now + reply * 1_000 + rest * perToken);
  }

  @Override
  public void notSettled() {
    queued.set(false);
    unsettled.set(0);
  }
}
