package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a stage counted lately.
 *
 * @param errors of the last minute
 * @param fresh errors of the last 10 s by category
 */
public record Recent(Instant now, Rate rate, List<StageError> errors, Map<String, Long> fresh) {

  /** What callers do wrong, or too often, is no fault of a stage. */
  private static final Set<String> OF_CALLERS = Set.of("validation", "authorization", "throttled");

  public Recent {
    errors = List.copyOf(errors);
    fresh = Map.copyOf(fresh);
  }

  /**
   * Degraded if something but the callers failed in the last 10 s.
   *
   * @param good what to say otherwise
   */
  public Finding finding(String good, String runbook) {
    Map<String, Long> own =
        fresh.entrySet().stream()
            .filter(error -> error.getValue() > 0 && !OF_CALLERS.contains(error.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    if (own.isEmpty()) {
      return Finding.ok(good);
    }
    return Finding.degraded(
        own.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(error -> error.getValue() + " " + error.getKey())
            .collect(Collectors.joining(", ", "errors in the last 10 s: ", "")),
        runbook);
  }
}
