package io.sensorplatform.stream.deadletter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Instants as the API says them: RFC 3339 in UTC with microseconds, or milliseconds since 1970. */
public final class Times {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
  private static final DateTimeFormatter MICROSECONDS =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

  private Times() {}

  /** The instant in this text; null if it is none, or not one of the years 1 to 9999. */
  static @Nullable Instant parse(String text) {
    try {
      var instant =
          text.matches("-?[0-9]{1,18}")
              ? Instant.ofEpochMilli(Long.parseLong(text))
              : OffsetDateTime.parse(mended(text)).toInstant();
      return isSayable(instant) ? instant.truncatedTo(ChronoUnit.MICROS) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** A '+' that a client did not encode arrives as a space; nothing else ends in " 00:00". */
  private static String mended(String text) {
    int at = text.length() - 6;
    return at > 14 && text.charAt(at) == ' '
        ? text.substring(0, at) + '+' + text.substring(at + 1)
        : text;
  }

  public static boolean isSayable(Instant instant) {
    return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
  }

  public static String format(Instant instant) {
    return MICROSECONDS.format(instant);
  }

  public static Instant ofMicros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** As the database's driver takes it. */
  static OffsetDateTime column(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
