package io.sensorplatform.sensor.time;

import java.time.Clock;
import org.jspecify.annotations.NullMarked;

/** Lets benchmarks in: Spring makes it in the service. */
@NullMarked
public final class ArrivalTimesDoor {

  private ArrivalTimesDoor() {}

  public static ArrivalTimes open() {
    return new ArrivalTimes(Clock.systemUTC());
  }
}
