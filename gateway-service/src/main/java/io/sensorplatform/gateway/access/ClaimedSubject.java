package io.sensorplatform.gateway.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Whom a token says to be of, which nobody has checked. */
public final class ClaimedSubject {

  private static final int LONGEST = 200;
  private static final String SUBJECT = "\"sub\":\"";

  private ClaimedSubject() {}

  /**
   * Of a request.
   *
   * @param authorization every Authorization header
   * @return empty if none tells
   */
  public static String of(List<String> authorization) {
    return authorization.size() == 1 ? of(authorization.getFirst()) : "";
  }

  /** Empty if it does not say, or too much. */
  static String of(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0) {
      return "";
    }
    try {
      String claims =
          new String(
              Base64.getUrlDecoder().decode(token.substring(first + 1, second)),
              StandardCharsets.UTF_8);
      int start = claims.indexOf(SUBJECT);
      int end = start < 0 ? -1 : claims.indexOf('"', start + SUBJECT.length());
      return end < 0 || end - start > LONGEST
          ? ""
          : claims.substring(start + SUBJECT.length(), end);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
