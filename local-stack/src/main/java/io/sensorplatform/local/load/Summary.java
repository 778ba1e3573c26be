package io.sensorplatform.local.load;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the script told at its end ({@code load-tests/lib/summary.ts}).
 *
 * @param json all of it
 */
record Summary(JsonNode json, List<Threshold> thresholds) {

  /**
   * A threshold of k6.
   *
   * @param name such as {@code p95}
   * @param value null if nothing was measured
   * @param ok null if k6 did not tell
   * @param because why a profile has loosened it; null: it has not
   */
  record Threshold(
      String name,
      String expression,
      double bound,
      @Nullable Double value,
      @Nullable Boolean ok,
      @Nullable String because) {

    boolean isExceeded() {
      return Boolean.FALSE.equals(ok);
    }

    /** By how much, for a line of a build's log. */
    String told() {
      if (value == null) {
        return "%s: nothing was measured (%s)".formatted(name, expression);
      }
      String line =
          "%s: %s, %s %s"
              .formatted(name, figure(value), upper() ? "at most" : "at least", figure(bound));
      if (!isExceeded()) {
        return line;
      }
      double by = Math.abs(value - bound);
      String times =
          upper() && bound > 0 ? String.format(Locale.ROOT, ", %.1f times", value / bound) : "";
      return line + " (%s %s%s)".formatted(figure(by), upper() ? "too much" : "too little", times);
    }

    String figure(double number) {
      if (expression.startsWith("rate")) {
        return String.format(Locale.ROOT, "%.3g %%", number * 100);
      }
      return expression.startsWith("count")
          ? String.format(Locale.ROOT, "%,.0f", number)
          : String.format(Locale.ROOT, "%.4g ms", number);
    }

    private boolean upper() {
      return expression.contains("<");
    }
  }

  /** Empty if k6 ended before it could tell. */
  static Optional<Summary> read(Run run) {
    if (!Files.exists(run.summary())) {
      return Optional.empty();
    }
    JsonNode json = JsonMapper.shared().readTree(run.summary().toFile());
    List<Threshold> thresholds = new ArrayList<>();
    for (JsonNode one : json.path("thresholds")) {
      thresholds.add(
          new Threshold(
              one.path("name").asString(),
              one.path("expression").asString(),
              one.path("bound").asDouble(),
              one.path("value").isNumber() ? one.path("value").asDouble() : null,
              one.path("ok").isBoolean() ? one.path("ok").asBoolean() : null,
              one.path("because").isString() ? one.path("because").asString() : null));
    }
    return Optional.of(new Summary(json, thresholds));
  }

  List<Threshold> exceeded() {
    return thresholds.stream().filter(Threshold::isExceeded).toList();
  }

  long sent() {
    return json.at("/metrics/readingsSent").asLong(0);
  }
}
