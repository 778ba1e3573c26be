package io.sensorplatform.sensor.time;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Instants as text (RFC 3339 s5.6), in microseconds since 1970-01-01T00:00:00Z. Written by hand
 * because {@code Instant.parse} costs more than all the rest of reading a reading's JSON; a test
 * holds it against java.time.
 *
 * <ul>
 *   <li>{@code T} and {@code Z} may be lower case, and a space may stand for {@code T}.
 *   <li>A fraction has one digit or more; digits after the sixth are dropped, not rounded, so that
 *       an instant never moves into the next microsecond.
 *   <li>An offset is {@code Z} or up to 23:59 either way; {@code -00:00} is UTC.
 *   <li>Second 60 is accepted where a leap second can be, at 23:59 UTC on 30 June and 31 December,
 *       and is the second that follows, as in POSIX time. Elsewhere it is not an instant.
 * </ul>
 */
public final class Rfc3339 {

  /** What {@link #micros} answers for text that is not an instant. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final int DATE_TIME_LENGTH = "2026-11-21T10:15:30".length();
  private static final int FRACTION_DIGITS = 6;
  private static final long MICROS = 1_000_000L;
  private static final long DAY_SECONDS = 86_400;
  private static final int ERA_DAYS = 146_097;
  private static final int DAYS_TO_1970 = 719_468;

  private Rfc3339() {}

  public static long micros(String text) {
    return micros(text.toCharArray(), 0, text.length());
  }

  /** Microseconds since 1970, or {@link #INVALID}. */
  public static long micros(char[] text, int from, int length) {
    if (length <= DATE_TIME_LENGTH
        || text[from + 4] != '-'
        || text[from + 7] != '-'
        || !isTimeMark(text[from + 10])
        || text[from + 13] != ':'
        || text[from + 16] != ':') {
      return INVALID;
    }
    int century = twoDigits(text, from);
    int yearOfCentury = twoDigits(text, from + 2);
    int month = twoDigits(text, from + 5);
    int day = twoDigits(text, from + 8);
    int hour = twoDigits(text, from + 11);
    int minute = twoDigits(text, from + 14);
    int second = twoDigits(text, from + 17);
    // A part that is not two digits is -1, and so is the bitwise or of all of them.
    if ((century | yearOfCentury | month | day | hour | minute | second) < 0
        || month < 1
        || month > 12
        || day < 1
        || hour > 23
        || minute > 59
        || second > 60) {
      return INVALID;
    }
    int year = century * 100 + yearOfCentury;
    if (day > 28 && day > daysOfMonth(year, month)) {
      return INVALID;
    }

    int at = from + DATE_TIME_LENGTH;
    int end = from + length;
    long fraction = 0;
    if (text[at] == '.') {
      int digits = 0;
      for (at++; at < end && isDigit(text[at]); at++, digits++) {
        if (digits < FRACTION_DIGITS) {
          fraction = fraction * 10 + (text[at] - '0');
        }
      }
      if (digits == 0) {
        return INVALID;
      }
      for (; digits < FRACTION_DIGITS; digits++) {
        fraction *= 10;
      }
    }
    int offsetMinutes = offsetMinutes(text, at, end);
    if (offsetMinutes == Integer.MIN_VALUE) {
      return INVALID;
    }
    long seconds =
        daysSince1970(year, month, day) * DAY_SECONDS
            + hour * 3_600
            + (minute - offsetMinutes) * 60L
            + second;
    if (second == 60 && !followsLeapSecond(seconds)) {
      return INVALID;
    }
    return seconds * MICROS + fraction;
  }

  /** Always 27 characters, in UTC with microseconds; for the years 0 to 9999. */
  public static String format(long micros) {
    long seconds = Math.floorDiv(micros, MICROS);
    int fraction = (int) Math.floorMod(micros, MICROS);
    long days = Math.floorDiv(seconds, DAY_SECONDS);
    int ofDay = (int) Math.floorMod(seconds, DAY_SECONDS);
    // Days to a date of years that begin in March (Howard Hinnant, "chrono-Compatible Low-Level
    // Date Algorithms", civil_from_days).
    long shifted = days + DAYS_TO_1970;
    long era = Math.floorDiv(shifted, ERA_DAYS);
    int ofEra = (int) (shifted - era * ERA_DAYS);
    int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * ofYear + 2) / 153;
    int day = ofYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);

    byte[] text = "0000-00-00T00:00:00.000000Z".getBytes(ISO_8859_1);
    putDigits(text, 0, 4, year);
    putDigits(text, 5, 2, month);
    putDigits(text, 8, 2, day);
    putDigits(text, 11, 2, ofDay / 3_600);
    putDigits(text, 14, 2, ofDay / 60 % 60);
    putDigits(text, 17, 2, ofDay % 60);
    putDigits(text, 20, 6, fraction);
    return new String(text, ISO_8859_1);
  }

  private static int offsetMinutes(char[] text, int at, int end) {
    int length = end - at;
    if (length == 1) {
      return text[at] == 'Z' || text[at] == 'z' ? 0 : Integer.MIN_VALUE;
    }
    if (length != "+00:00".length()
        || (text[at] != '+' && text[at] != '-')
        || text[at + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = twoDigits(text, at + 1);
    int minutes = twoDigits(text, at + 4);
    if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int offset = hours * 60 + minutes;
    return text[at] == '-' ? -offset : offset;
  }

  /** Days to a date, by days_from_civil of the source that {@link #format} names. */
  private static long daysSince1970(int year, int month, int day) {
    int marchYear = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(marchYear, 400);
    int yearOfEra = marchYear - era * 400;
    int monthFromMarch = month > 2 ? month - 3 : month + 9;
    int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return (long) era * ERA_DAYS + dayOfEra - DAYS_TO_1970;
  }

  /** Whether this is midnight UTC of 1 July or 1 January. */
  private static boolean followsLeapSecond(long seconds) {
    if (Math.floorMod(seconds, DAY_SECONDS) != 0) {
      return false;
    }
    String next = format(seconds * MICROS);
    return next.startsWith("07-01", 5) || next.startsWith("01-01", 5);
  }

  private static int daysOfMonth(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  private static boolean isTimeMark(char c) {
    return c == 'T' || c == 't' || c == ' ';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int twoDigits(char[] text, int at) {
    char tens = text[at];
    char ones = text[at + 1];
    return isDigit(tens) && isDigit(ones) ? (tens - '0') * 10 + (ones - '0') : -1;
  }

  private static void putDigits(byte[] text, int at, int count, int number) {
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + number % 10);
      number /= 10;
    }
  }
}
