package io.sensorplatform.defaults.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A known failure that becomes a {@link Problem}. Has no stack trace: it is an answer. */
public final class ProblemException extends RuntimeException {

  private final ProblemCode code;
  private final String detail;
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private transient List<ItemError> errors = List.of();

  public ProblemException(ProblemCode code, String detail) {
    super(code.code() + ": " + detail, null, false, false);
    this.code = code;
    this.detail = detail;
  }

  public ProblemException withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Says when to come back, in whole seconds and at least one. */
  public ProblemException withRetryAfter(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return withHeader("Retry-After", Long.toString(seconds));
  }

  public ProblemException withErrors(List<ItemError> errors) {
    this.errors = List.copyOf(errors);
    return this;
  }

  public ProblemCode code() {
    return code;
  }

  public String detail() {
    return detail;
  }

  public Map<String, String> headers() {
    return Map.copyOf(headers);
  }

  public List<ItemError> errors() {
    return errors;
  }

  public Problem toProblem(@Nullable String instance, @Nullable String traceId) {
    return new Problem(code, detail, instance, traceId, errors);
  }
}
