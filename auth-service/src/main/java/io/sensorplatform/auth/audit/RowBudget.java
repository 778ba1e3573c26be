package io.sensorplatform.auth.audit;

import java.time.Duration;
import java.time.Instant;

/** So many rows in an hour, and as many at once after a quiet hour. Not safe for threads. */
final class RowBudget {

  private final int perHour;
  private double left;
  private Instant counted;

  RowBudget(int perHour, Instant now) {
    this.perHour = perHour;
    this.left = perHour;
    this.counted = now;
  }

  boolean take(Instant now) {
    double hours = Duration.between(counted, now).toMillis() / 3_600_000.0;
    left = Math.min(perHour, left + Math.max(0, hours) * perHour);
    counted = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
