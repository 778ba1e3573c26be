package io.sensorplatform.stream.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.SensorId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.web.util.UriUtils;

/**
 * What {@code /v1/traces/readings/{sensorId}/{observedAt}} names. The id's slashes may be sent as
 * they are or as {@code %2F}; so the path is taken as it was sent, and its last segment is the
 * instant: RFC 3339 or milliseconds since 1970, as in a reading.
 */
record ReadingName(String tenant, String sensorId, long observedAtMicros) {

  static final String PREFIX = "/v1/traces/readings/";

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  /**
   * @throws ProblemException INVALID_PARAMETER, or NOT_FOUND if the path names no instant
   */
  static ReadingName of(String tenant, String requestUri) {
    int slash = requestUri.lastIndexOf('/');
    if (!requestUri.startsWith(PREFIX) || slash < PREFIX.length()) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at this path.");
    }
    String sensorId = decoded(requestUri.substring(PREFIX.length(), slash));
    if (!SensorId.isValid(sensorId)) {
      throw invalid("What stands before the last slash is not a sensor id.");
    }
    return new ReadingName(tenant, sensorId, micros(decoded(requestUri.substring(slash + 1))));
  }

  boolean isOf(Reading reading) {
    return observedAtMicros == reading.observedAtMicros()
        && sensorId.equals(reading.sensorId())
        && tenant.equals(reading.tenant());
  }

  Instant observedAt() {
    return instant(observedAtMicros);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static long micros(String text) {
    try {
      var instant =
          text.matches("-?[0-9]{1,15}")
              ? Instant.ofEpochMilli(Long.parseLong(text))
              : OffsetDateTime.parse(text.toUpperCase(Locale.ROOT).replace(' ', '+')).toInstant();
      if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
        // Digits after the sixth are dropped, as at ingest.
        return micros(instant.truncatedTo(ChronoUnit.MICROS));
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw invalid("The last part of the path is not RFC 3339, such as 2026-11-21T10:15:30.5Z.");
  }

  private static String decoded(String raw) {
    try {
      return UriUtils.decode(raw, UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("The path is not percent-encoded UTF-8.");
    }
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
