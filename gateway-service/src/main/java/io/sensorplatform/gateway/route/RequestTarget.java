package io.sensorplatform.gateway.route;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request target means the same to everyone who reads it: to us, who route by it as it
 * is, and to a service behind, which decodes it.
 */
public final class RequestTarget {

  /** Visible ASCII without what RFC 3986 leaves out of every part of a URI. */
  private static final boolean[] ALLOWED = new boolean[128];

  static {
    for (char c = 0x21; c < 0x7f; c++) {
      ALLOWED[c] = "\"#<>\\^`{|}".indexOf(c) < 0;
    }
  }

  private RequestTarget() {}

  /**
   * @param target path and query as sent
   * @return what is wrong with it; null if nothing is
   */
  public static @Nullable String fault(String target) {
    boolean encoded = false;
    boolean encodedQuery = false;
    boolean inPath = true;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c >= 128 || !ALLOWED[c]) {
        return "The request target has a character that must be percent-encoded.";
      }
      if (c == '?') {
        inPath = false;
      } else if (inPath && c == ';') {
        return "The path has a parameter; the API has none.";
      } else if (c == '%') {
        encoded |= inPath;
        encodedQuery |= !inPath;
      }
    }
    String fault = encoded ? encodingFault(path(target), true) : null;
    return fault == null && encodedQuery
        ? encodingFault(target.substring(target.indexOf('?') + 1), false)
        : fault;
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static @Nullable String encodingFault(String path, boolean isPath) {
    String what = isPath ? "The path" : "The query";
    var bytes = ByteBuffer.allocate(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
      int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return what + " has a '%' without two hexadecimal digits.";
      }
      int decoded = high << 4 | low;
      if (isPath && (decoded < 0x20 || decoded == 0x7f || decoded == '\\' || decoded == ';')) {
        return "The path has an encoded character that no path of the API has.";
      }
      if (isPath && decoded == '%') {
        return "The path is encoded twice.";
      }
      bytes.put((byte) decoded);
      i += 2;
    }
    try {
      // Strict: longer forms of a character than the shortest are refused, too.
      StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
      return null;
    } catch (CharacterCodingException e) {
      return what + " is not UTF-8.";
    }
  }
}
