package io.sensorplatform.monitoring.slo;

import io.sensorplatform.monitoring.query.DataFile;
import io.sensorplatform.monitoring.query.Span;
import java.util.List;

/** {@code slo.yml}. */
public record Slos(
    Span window, List<BurnRate> burnRates, List<Objective> objectives, List<Policy> policy) {

  /** What is done when so much of a budget is left. */
  public record Policy(String when, String then) {}

  public static Slos load() {
    return DataFile.read("/slo.yml", Slos.class);
  }

  public List<Objective> withBudget() {
    return objectives.stream().filter(Objective::hasBudget).toList();
  }
}
