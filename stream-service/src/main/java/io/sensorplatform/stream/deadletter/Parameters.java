package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Parameters of paths and queries, which arrive as text. */
public final class Parameters {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private Parameters() {}

  public static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (text.matches("[0-9]{1,6}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw invalid("'limit' is not a number from 1 to %d.".formatted(MAX_LIMIT));
  }

  public static long id(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw invalid("The id in the path is not a number.");
    }
    return Long.parseLong(text);
  }

  /** The version in an If-Match header (RFC 9110 s13.1.1); null if any will do. */
  static @Nullable Integer version(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return null;
    }
    var text = ifMatch.strip().replaceFirst("^W/", "").replace("\"", "");
    if (!text.matches("[0-9]{1,9}")) {
      throw invalid("If-Match is not an ETag of a dead letter.");
    }
    return Integer.valueOf(text);
  }

  public static boolean flag(String name, @Nullable String text) {
    return switch (text) {
      case null -> false;
      case "true", "" -> true;
      case "false" -> false;
      default -> throw invalid("'%s' is neither true nor false.".formatted(name));
    };
  }

  public static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
