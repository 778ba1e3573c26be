package io.sensorplatform.sensor.query;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.sensor.time.Rfc3339;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which readings of a sensor are asked for: those in {@code [from, to)} that lie behind {@code
 * after} in this order, at most {@code limit}.
 *
 * @param from microseconds since 1970, inclusive; {@link #UNBOUNDED_FROM} if not told
 * @param to microseconds since 1970, exclusive; {@link #UNBOUNDED_TO} if not told
 * @param after the last instant of the page before; null for the first page
 */
record PageRequest(long from, long to, Order order, int limit, @Nullable Long after) {

  /** Years 0 to 9999: what RFC 3339 can say, and more than PostgreSQL's partitions hold. */
  static final long UNBOUNDED_FROM = Rfc3339.micros("0001-01-01T00:00:00Z");

  static final long UNBOUNDED_TO = Rfc3339.micros("9999-12-31T23:59:59Z");

  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;

  /** The parameters as sent; null where one is missing. */
  static PageRequest of(
      String sensorId,
      @Nullable String from,
      @Nullable String to,
      @Nullable String order,
      @Nullable String limit,
      @Nullable String cursor) {
    Long fromMicros = from == null ? null : instant("from", from);
    Long toMicros = to == null ? null : instant("to", to);
    Order asked = order == null ? null : order(order);
    int size = limit == null ? DEFAULT_LIMIT : limit(limit);
    if (cursor == null) {
      return new PageRequest(
          fromMicros == null ? UNBOUNDED_FROM : fromMicros,
          toMicros == null ? UNBOUNDED_TO : toMicros,
          asked == null ? Order.DESC : asked,
          size,
          null);
    }
    Cursor at = Cursor.parse(cursor, sensorId);
    if ((fromMicros != null && fromMicros != at.from())
        || (toMicros != null && toMicros != at.to())
        || (asked != null && asked != at.order())) {
      throw Cursor.invalid("The cursor is of another query: from, to or order differ.");
    }
    return new PageRequest(at.from(), at.to(), at.order(), size, at.after());
  }

  /** The cursor of the page that follows the one that ends with this instant. */
  Cursor next(long lastObservedAt) {
    return new Cursor(from, to, order, lastObservedAt);
  }

  /** The range of this very page, inclusive. */
  long first() {
    return after != null && order == Order.ASC ? after + 1 : from;
  }

  /** The range of this very page, exclusive. */
  long last() {
    return after != null && order == Order.DESC ? after : to;
  }

  private static long instant(String name, String text) {
    // A '+' that a client did not encode arrives as a space; nothing else ends in " 00:00".
    String mended = text.length() > 20 && text.charAt(text.length() - 6) == ' ' ? plus(text) : text;
    long micros = isNumber(text) ? millis(text) : Rfc3339.micros(mended);
    if (micros < UNBOUNDED_FROM || micros > UNBOUNDED_TO) {
      throw invalid(
          "'%s' is neither RFC 3339 nor milliseconds since 1970, or too far from now."
              .formatted(name));
    }
    return micros;
  }

  private static String plus(String text) {
    int at = text.length() - 6;
    return text.substring(0, at) + '+' + text.substring(at + 1);
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]{1,15}");
  }

  private static long millis(String text) {
    return Long.parseLong(text) * 1_000;
  }

  private static Order order(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "asc" -> Order.ASC;
      case "desc" -> Order.DESC;
      default -> throw invalid("'order' is neither asc nor desc.");
    };
  }

  private static int limit(String text) {
    if (text.matches("[0-9]{1,6}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw invalid("'limit' is not a number from 1 to %d.".formatted(MAX_LIMIT));
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
