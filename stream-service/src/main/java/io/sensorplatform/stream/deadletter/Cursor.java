package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where the next page begins. Opaque to clients, and safe to forge: it can only say what a query
 * could say as well. By id, so letters that come meanwhile neither repeat nor hide others.
 */
public final class Cursor {

  private static final byte VERSION = 1;
  private static final int LENGTH = 1 + Long.BYTES + Integer.BYTES;

  private Cursor() {}

  /**
   * @param query what the list is of, so that the cursor of another one is told from it
   */
  public static String text(long lastId, String query) {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH).put(VERSION).putLong(lastId).putInt(query.hashCode()).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static long parse(String text, String query) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw invalid("The cursor is not one of this platform; use 'next' unchanged.");
    }
    var in = ByteBuffer.wrap(bytes);
    if (bytes.length != LENGTH || in.get() != VERSION) {
      throw invalid("The cursor is not one of this platform; use 'next' unchanged.");
    }
    long lastId = in.getLong();
    if (in.getInt() != query.hashCode()) {
      throw invalid("The cursor is of another query: a filter differs.");
    }
    return lastId;
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
