package io.sensorplatform.local.load;

import io.sensorplatform.local.load.Series.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The steps of a run, and the last one that the platform carried: it answered what was offered,
 * within the objectives, and so did every step before it.
 */
record Knee(List<Step> steps) {
  private static final String WRITES = "readings";
  private static final double SERVED = 0.95;

  /**
   * @param offered requests a second
   * @param moment what came of them
   * @param carries whether the objectives held
   */
  record Step(String name, int from, int seconds, double offered, Moment moment, boolean carries) {
    double goodPerSecond() {
      return moment.good() / (double) seconds;
    }
  }

  /**
   * @param plan of the summary: {@code steps} with {@code seconds} and {@code rate}
   */
  static Knee of(JsonNode plan, Series series) {
    List<Step> steps = new ArrayList<>();
    int at = 0;
    for (JsonNode told : plan.path("steps")) {
      int seconds = told.path("seconds").asInt();
      double offered = told.path("rate").asDouble();
      Moment moment = series.between(WRITES, at, at + seconds);
      steps.add(
          new Step(
              told.path("phase").asString("step " + (steps.size() + 1)),
              at,
              seconds,
              offered,
              moment,
              moment.good() >= SERVED * offered * seconds
                  && moment.quantile(0.95) < 200
                  && moment.quantile(0.99) < 450
                  && moment.answers() - moment.good() <= 0.002 * moment.answers()));
      at += seconds;
    }
    return new Knee(steps);
  }

  /** One line; empty if the plan has no steps that rise. */
  String told() {
    if (!isRising()) {
      return "";
    }
    int carried = 0;
    while (carried < steps.size() && steps.get(carried).carries()) {
      carried++;
    }
    if (carried == 0) {
      return "Knee      below the first step of %.0f requests/s"
          .formatted(steps.getFirst().offered());
    }
    Step last = steps.get(carried - 1);
    String line =
        String.format(
            Locale.ROOT,
            "Knee      %.0f requests/s carried within the objectives (%.0f answered, p99 %.0f ms)",
            last.offered(),
            last.goodPerSecond(),
            last.moment().quantile(0.99));
    if (carried == steps.size()) {
      return line + "; that was the last step: begin higher to find the knee";
    }
    Step next = steps.get(carried);
    return line
        + String.format(
            Locale.ROOT,
            "; at %.0f offered: %.0f answered, p99 %.0f ms, %d refused, %d failed",
            next.offered(),
            next.goodPerSecond(),
            next.moment().quantile(0.99),
            next.moment().refused(),
            next.moment().failed());
  }

  private boolean isRising() {
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).offered() <= steps.get(i - 1).offered()) {
        return false;
      }
    }
    return steps.size() > 1;
  }
}
