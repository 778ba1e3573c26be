package io.sensorplatform.sensor.parse;

import io.sensorplatform.sensor.time.Rfc3339;
import java.time.Duration;

/** The instants at which a reading may have been observed, seen from when it arrived. */
record AcceptedWindow(long fromMicros, long toMicros) {

  static AcceptedWindow around(long arrivedMicros, Duration past, Duration ahead) {
    return new AcceptedWindow(
        arrivedMicros - past.toNanos() / 1_000, arrivedMicros + ahead.toNanos() / 1_000);
  }

  boolean holds(long micros) {
    return micros >= fromMicros && micros <= toMicros;
  }

  String describe() {
    return Rfc3339.format(fromMicros) + " to " + Rfc3339.format(toMicros);
  }
}
