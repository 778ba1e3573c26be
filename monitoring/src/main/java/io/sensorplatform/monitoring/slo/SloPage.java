package io.sensorplatform.monitoring.slo;

import io.sensorplatform.monitoring.query.PromQl;
import java.time.Duration;
import java.util.stream.Collectors;

/** {@code docs/slo.md}. */
public final class SloPage {

  private SloPage() {}

  public static String of(Slos slos) {
    return """
    # Objectives

    What users may rely on, how it is measured, and what is done when it is at risk. This file is
    made from [slo.yml](../monitoring/src/main/resources/slo.yml), as are the Prometheus rules, the alarms
    and pages for CloudWatch, Grafana's pages and the thresholds for k6
    (`mvn -pl monitoring -am test -Ddocs=write`).

    | Objective | Promise, over %s | Budget | Alarm and runbook |
    |---|---|---|---|
    %s
    ## How it is measured

    %s
    ## How fast a budget may be spent

    An alarm rings when both windows show that the budget is spent so many times faster than evenly: the
    long one says that it matters, the short one that it still goes on.

    | Burn rate | Windows | Severity | |
    |---|---|---|---|
    %s
    Bad ones in a hundred that ring:

    | Objective | %s |
    |---|%s
    %s
    Durability has no budget: the first missing reading rings, and is a post-mortem.

    ## Budget policy

    | When | Then |
    |---|---|
    %s
    What was announced as maintenance counts like everything else: readings are promised to be accepted
    meanwhile.
    """
        .formatted(
            days(slos),
            slos.objectives().stream().map(SloPage::promise).collect(Collectors.joining()),
            slos.objectives().stream().map(SloPage::measured).collect(Collectors.joining()),
            slos.burnRates().stream().map(SloPage::burn).collect(Collectors.joining()),
            slos.burnRates().stream()
                .map(burn -> PromQl.number(burn.rate()) + " x")
                .collect(Collectors.joining(" | ")),
            "---|".repeat(slos.burnRates().size()),
            slos.withBudget().stream()
                .map(objective ->
                    "| "
                        + objective.name()
                        + " | "
                        + slos.burnRates().stream()
                            .map(burn -> percent(burn.rate() * objective.budget()))
                            .collect(Collectors.joining(" | "))
                        + " |\n")
                .collect(Collectors.joining()),
            slos.policy().stream()
                .map(line -> "| %s | %s |\n".formatted(line.when(), line.then()))
                .collect(Collectors.joining()));
  }

  private static String promise(Objective objective) {
    return "| %s | %s | %s | [%s](operations/runbooks/%s.md) |\n"
        .formatted(
            objective.name(),
            objective.promise(),
            objective.hasBudget() ? budget(objective) : "none",
            objective.alarm(),
            objective.alarm());
  }

  private static String budget(Objective objective) {
    String share = percent(objective.budget());
    if (objective.slices() != null) {
      long minutes = Math.round(Duration.ofDays(30).toMinutes() * objective.budget());
      return share + " of minutes: " + minutes + " in 30 days";
    }
    return share;
  }

  private static String measured(Objective objective) {
    return objective.measured().startsWith("As above")
        ? ""
        : "- **%s** (%s). %s\n"
            .formatted(
                objective.title(),
                objective.queries().stream()
                    .map(query -> "`" + query.metric() + "`")
                    .distinct()
                    .collect(Collectors.joining(", ")),
                objective.measured());
  }

  private static String burn(BurnRate burn) {
    return "| %s x (%s) | %s and %s | %s | %s |\n"
        .formatted(
            PromQl.number(burn.rate()),
            burn.name(),
            burn.longWindow(),
            burn.shortWindow(),
            burn.severity(),
            burn.spends());
  }

  private static String percent(double share) {
    return PromQl.number(Math.round(share * 1e6) / 1e4) + " %";
  }

  private static String days(Slos slos) {
    return slos.window().duration().toDays() + " days";
  }
}
