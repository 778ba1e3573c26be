package io.sensorplatform.defaults.problem;

import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Tells where a body is not what was expected, without a word of Java. */
final class UnreadableBody {

  private static final int LONGEST_POINTER = 120;

  private UnreadableBody() {}

  static ProblemException problem(HttpMessageNotReadableException e) {
    return new ProblemException(
        ProblemCode.MALFORMED_JSON,
        switch (e.getCause()) {
          case UnrecognizedPropertyException unknown ->
              pointer(unknown) + " means nothing here" + where(unknown) + ".";
          case MismatchedInputException mismatch when !mismatch.getPath().isEmpty() ->
              pointer(mismatch) + " has a value of the wrong type" + where(mismatch) + ".";
          case JacksonException json ->
              "The body cannot be read as JSON of the right form" + where(json) + ".";
          case null, default -> "The body is missing or cannot be read.";
        });
  }

  private static String where(JacksonException failure) {
    var at = failure.getLocation();
    return at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  /** As RFC 6901 has it, as far as it is worth reading. */
  private static String pointer(JacksonException failure) {
    var pointer = new StringBuilder();
    for (var step : failure.getPath()) {
      String name = step.getPropertyName();
      pointer
          .append('/')
          .append(
              name == null
                  ? String.valueOf(step.getIndex())
                  : name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.length() > LONGEST_POINTER
        ? pointer.substring(0, LONGEST_POINTER) + "..."
        : pointer.toString();
  }
}
