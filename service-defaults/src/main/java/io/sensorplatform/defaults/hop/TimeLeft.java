package io.sensorplatform.defaults.hop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@link HopHeaders#REQUEST_TIMEOUT} in a service. */
public final class TimeLeft {

  /** What the answer needs on its way back. */
  private static final Duration WAY = Duration.ofMillis(20);

  private TimeLeft() {}

  /**
   * How long to work at a request at most: less than whoever waits for the answer has patience, so
   * that the answer, also a refusal, still reaches him.
   *
   * @param header null or not a number: nobody said
   * @param atMost what the service itself allows
   */
  public static Duration of(@Nullable String header, Duration atMost) {
    if (header == null) {
      return atMost;
    }
    try {
      Duration told = Duration.ofMillis(Math.max(0, Long.parseLong(header.strip())));
      Duration left = told.minus(told.dividedBy(10)).minus(WAY);
      return left.compareTo(atMost) < 0 ? positive(left) : atMost;
    } catch (NumberFormatException e) {
      return atMost;
    }
  }

  private static Duration positive(Duration left) {
    return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
  }
}
