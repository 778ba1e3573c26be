package io.sensorplatform.sensor.parse;

import io.sensorplatform.sensor.time.ArrivalTimesDoor;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;

/** Lets benchmarks in: Spring makes it in the service. */
@NullMarked
public final class BatchDoor {

  private BatchDoor() {}

  /** With the service's defaults. */
  public static BatchFactory open() {
    return new BatchFactory(
        new Admission(Duration.ofDays(30), Duration.ofMinutes(10), 10_000),
        ArrivalTimesDoor.open());
  }
}
