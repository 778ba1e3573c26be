package io.sensorplatform.sensor.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ArrivalTimesTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.000001999Z");
  private static final long NOON_MICROS = Rfc3339.micros("2026-11-21T12:00:00.000001Z");

  private final ArrivalTimes times = new ArrivalTimes(Clock.fixed(NOON, ZoneOffset.UTC));

  @Test
  void tellsTheClockInMicroseconds() {
    assertThat(times.now()).isEqualTo(NOON_MICROS);
    assertThat(times.now()).isEqualTo(NOON_MICROS);
  }

  @Test
  void givesOutEachTimeOfArrivalOnce() {
    assertThat(times.next(times.now())).isEqualTo(NOON_MICROS);
    assertThat(times.next(times.now())).isEqualTo(NOON_MICROS + 1);
    assertThat(times.next(times.now())).isEqualTo(NOON_MICROS + 2);
  }
}
