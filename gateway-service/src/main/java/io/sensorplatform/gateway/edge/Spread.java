package io.sensorplatform.gateway.edge;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads when refused callers come back, so that a fleet that was sent away together does not
 * return together.
 */
final class Spread {

  private static final long MOST_SECONDS = 30;

  private Spread() {}

  /** The same Retry-After, or up to twice that, and at most half a minute more. */
  static String retryAfter(String seconds) {
    long least = Long.parseLong(seconds);
    long more = Math.clamp(least, 1, MOST_SECONDS);
    return Long.toString(least + ThreadLocalRandom.current().nextLong(more + 1));
  }
}
