package io.sensorplatform.stream.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sensorplatform.reading.Reading;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reading as an operator reads it.
 *
 * @param observedAt RFC 3339 in UTC with microseconds; "+" or "-" and microseconds since 1970 if it
 *     lies beyond the years that RFC 3339 can say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReadingText(
    String tenant,
    String sensorId,
    String observedAt,
    double value,
    @Nullable String unit,
    int flags,
    String receivedAt) {

  static @Nullable ReadingText of(@Nullable Reading reading) {
    return reading == null
        ? null
        : new ReadingText(
            reading.tenant(),
            reading.sensorId(),
            text(reading.observedAtMicros()),
            reading.value(),
            reading.unit(),
            reading.flags(),
            text(reading.receivedAtMicros()));
  }

  private static String text(long micros) {
    Instant instant = Times.ofMicros(micros);
    return Times.isSayable(instant) ? Times.format(instant) : "%+d us".formatted(micros);
  }
}
