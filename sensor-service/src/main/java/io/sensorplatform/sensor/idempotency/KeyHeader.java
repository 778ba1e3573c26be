package io.sensorplatform.sensor.idempotency;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header field {@code Idempotency-Key} (IETF draft-ietf-httpapi-idempotency-key-header): a
 * String of RFC 8941 s3.3.3, in quotes. Without quotes it is understood, too, as many clients send
 * it so.
 */
final class KeyHeader {

  static final String NAME = "Idempotency-Key";
  private static final int LONGEST = 255;

  private KeyHeader() {}

  /** The key; null if there is none. */
  static @Nullable String parse(List<String> values) {
    if (values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw invalid("is there %d times".formatted(values.size()));
    }
    String value = values.getFirst().strip();
    String key = value.startsWith("\"") ? unquoted(value) : plain(value);
    if (key.isEmpty() || key.length() > LONGEST) {
      throw invalid("has %d characters, not 1 to %d".formatted(key.length(), LONGEST));
    }
    return key;
  }

  private static String unquoted(String value) {
    var key = new StringBuilder();
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        if (i + 1 < value.length()) {
          throw invalid("has something after the closing quote");
        }
        return key.toString();
      }
      if (c == '\\') {
        i++;
        if (i == value.length() || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
          throw invalid("escapes something else than a quote or a backslash");
        }
        c = value.charAt(i);
      } else if (c < ' ' || c > '~') {
        throw invalid("has a character that is not printable ASCII");
      }
      key.append(c);
    }
    throw invalid("has no closing quote");
  }

  private static String plain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~' || c == '"' || c == ',' || c == ';') {
        throw invalid("is not in quotes and has a character that needs them");
      }
    }
    return value;
  }

  private static ProblemException invalid(String why) {
    return new ProblemException(ProblemCode.IDEMPOTENCY_KEY_INVALID, NAME + " " + why + ".");
  }
}
