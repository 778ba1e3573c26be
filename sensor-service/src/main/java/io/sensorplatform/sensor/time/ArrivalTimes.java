package io.sensorplatform.sensor.time;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** When something arrived, in microseconds since 1970. */
@Component
public final class ArrivalTimes {

  private final Clock clock;
  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

  ArrivalTimes(Clock clock) {
    this.clock = clock;
  }

  public long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  /**
   * The time of arrival of a reading that does not say when it was observed. Each is given out
   * once: two such readings of a sensor in one request are two readings, where the same instant
   * would make the second replace the first.
   *
   * @param arrived when its request arrived, as {@link #now} told
   */
  public long next(long arrived) {
    return last.updateAndGet(before -> Math.max(before + 1, arrived));
  }
}
