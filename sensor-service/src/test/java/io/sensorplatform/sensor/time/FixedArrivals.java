package io.sensorplatform.sensor.time;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Arrivals at a fixed instant, for tests of other packages. */
public final class FixedArrivals {

  private FixedArrivals() {}

  public static ArrivalTimes at(Instant instant) {
    return new ArrivalTimes(Clock.fixed(instant, ZoneOffset.UTC));
  }
}
