package io.sensorplatform.stream.consume;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits of 1, 2, 4, 8 and 16 s, then always 16 s, each shortened by up to a quarter so that several
 * consumers do not knock together.
 */
final class Backoff {

  /** Attempts on the ladder; after them the role counts as paused. */
  static final int LADDER = 5;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long seconds = 1L << Math.min(failures, LADDER - 1);
    failures++;
    return Duration.ofMillis((long) (seconds * 1000 * (1 - random.nextDouble() / 4)));
  }

  int failures() {
    return failures;
  }

  void reset() {
    failures = 0;
  }
}
