package io.sensorplatform.local.load;

import io.sensorplatform.local.load.Journal.Sensor;
import java.util.Locale;

/** What a reading of a run has to be: the rules of {@code load-tests/lib/readings.ts}. */
final class LoadReading {
  /** Of the sensors whose readings have no time of their own: they are counted, not compared. */
  static final int UNSTAMPED = 1;

  private static final long HOUR = 3_600_000;

  private LoadReading() {}

  static String sensorId(String prefix, String run, Sensor sensor) {
    return String.format(Locale.ROOT, "%s%s/v%d-%d", prefix, run, sensor.user(), sensor.lane());
  }

  /** Milliseconds since 1970. */
  static long observedAt(long started, int number) {
    return started - HOUR + number;
  }

  /** The number of the reading of that time; negative if it is none of ours. */
  static int number(long started, long observedAt) {
    return (int) (observedAt - started + HOUR);
  }

  static double value(Sensor sensor, int number) {
    return (sensor.user() * 31L + number * 7L) % 1000 / 8.0;
  }
}
