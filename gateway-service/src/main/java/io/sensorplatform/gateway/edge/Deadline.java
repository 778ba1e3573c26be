package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.hop.HopHeaders;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take, without the time in which its caller sends the body.
 *
 * @param allowed by the route, or less if the caller asked for less
 * @param callers whether it is the caller's wish, so that to miss it is not the service's fault
 * @param since when the request came, by System.nanoTime
 */
record Deadline(Duration allowed, boolean callers, long since) {

  /**
   * @param wish value of the caller's header; null if it sent none
   * @throws ProblemException MALFORMED_REQUEST
   */
  static Deadline of(Duration allowed, @Nullable String wish, long since) {
    if (wish != null) {
      long millis = millis(wish);
      if (millis < allowed.toMillis()) {
        return new Deadline(Duration.ofMillis(millis), true, since);
      }
    }
    return new Deadline(allowed, false, since);
  }

  Duration left(long now) {
    return allowed.minusNanos(now - since);
  }

  private static long millis(String wish) {
    try {
      long millis = Long.parseLong(wish.strip());
      if (millis > 0) {
        return millis;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new ProblemException(
        ProblemCode.MALFORMED_REQUEST,
        "The header %s is not a positive number.".formatted(HopHeaders.REQUEST_TIMEOUT));
  }
}
