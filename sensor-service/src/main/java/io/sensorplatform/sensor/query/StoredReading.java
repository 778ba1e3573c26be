package io.sensorplatform.sensor.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.sensor.time.Rfc3339;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of readings.reading, with instants in microseconds since 1970. */
record StoredReading(
    long observedAtMicros, double value, @Nullable String unit, int flags, long receivedAtMicros) {

  Item item() {
    return new Item(
        Rfc3339.format(observedAtMicros),
        value,
        unit,
        (flags & Reading.OUT_OF_RANGE) != 0,
        Rfc3339.format(receivedAtMicros));
  }

  /**
   * A reading as it is answered.
   *
   * @param observedAt RFC 3339, in UTC, always with six digits after the second
   * @param unit left out if the reading did not tell one
   * @param outOfRange whether the value lies outside the sensor's registered range
   * @param receivedAt when the platform received it, in the same form
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Item(
      String observedAt,
      double value,
      @Nullable String unit,
      boolean outOfRange,
      String receivedAt) {}

  /**
   * The answer of {@code /readings}.
   *
   * @param nextCursor what to send as {@code cursor} for the next page; null if this is the last
   */
  record Page(String sensorId, List<Item> readings, @Nullable String nextCursor) {}

  /** The answer of {@code /latest}. */
  record Latest(String sensorId, @JsonUnwrapped Item reading) {}
}
