package io.sensorplatform.sensor.query;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where the next page begins: the query and the last instant told. Opaque to clients, and safe to
 * forge: it can only say what a query could say as well. By instant, not by row count, so readings
 * that arrive meanwhile neither repeat nor hide others.
 */
record Cursor(long from, long to, Order order, long after) {

  private static final byte VERSION = 1;
  private static final int LENGTH = 1 + 1 + 3 * Long.BYTES + Integer.BYTES;

  String text(String sensorId) {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH)
            .put(VERSION)
            .put((byte) order.ordinal())
            .putLong(from)
            .putLong(to)
            .putLong(after)
            .putInt(sensorId.hashCode())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static Cursor parse(String text, String sensorId) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw notOurs();
    }
    var in = ByteBuffer.wrap(bytes);
    if (bytes.length != LENGTH || in.get() != VERSION) {
      throw notOurs();
    }
    byte order = in.get();
    if (order < 0 || order >= Order.values().length) {
      throw notOurs();
    }
    var cursor = new Cursor(in.getLong(), in.getLong(), Order.values()[order], in.getLong());
    if (in.getInt() != sensorId.hashCode()) {
      throw invalid("The cursor is of another sensor.");
    }
    if (!isSayable(cursor.from) || !isSayable(cursor.to) || !isSayable(cursor.after)) {
      throw notOurs();
    }
    return cursor;
  }

  private static boolean isSayable(long micros) {
    return micros >= PageRequest.UNBOUNDED_FROM && micros <= PageRequest.UNBOUNDED_TO;
  }

  private static ProblemException notOurs() {
    return invalid("The cursor is not one of this platform; use 'nextCursor' unchanged.");
  }

  static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
