package io.sensorplatform.defaults.log;

import org.jspecify.annotations.Nullable;

/** A caller's own name for what it asks, which the log and the answer repeat. */
public final class CorrelationId {

  public static final String HEADER = "X-Correlation-Id";

  private static final int LONGEST = 128;

  private CorrelationId() {}

  /**
   * The caller's, if it is 1 to 128 letters, digits, dots, underscores, colons and hyphens; else
   * the other.
   */
  public static String of(@Nullable String header, String otherwise) {
    return header != null && isSane(header) ? header : otherwise;
  }

  static boolean isSane(String id) {
    if (id.isEmpty() || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && (c < '0' || c > '9') && c != '.' && c != '_' && c != ':' && c != '-') {
        return false;
      }
    }
    return true;
  }
}
