package io.sensorplatform.monitoring.dashboard;

import io.sensorplatform.monitoring.alarm.PrometheusRules;
import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.slo.BurnRate;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is asked and drawn in each panel of a page; how, {@link GrafanaPicture} knows. */
final class GrafanaPanels {

  /** Grafana's own: long enough to hold four scrapes. */
  private static final String RANGE = "$__rate_interval";

  private static final List<String> BURNS = List.of("yellow", "orange", "red");

  private final Slos slos;
  private final PromQl prometheus;

  GrafanaPanels(Slos slos, PromQl prometheus) {
    this.slos = slos;
    this.prometheus = prometheus;
  }

  Map<String, Object> panel(Panel panel) {
    boolean named = !isAlone(panel);
    var picture =
        GrafanaPicture.lines(panel.title(), panel.unit(), named)
            .named(panel.states())
            .reds(panel.promises().stream().map(this::limit).toList());
    if (panel.emptyWhen() != null) {
      picture.emptyWhen(panel.emptyWhen());
    }
    boolean slices = panel.queries().stream().anyMatch(query -> !query.by().isEmpty());
    if (slices && panel.states().isEmpty()) {
      picture.zerosUnnamed();
    }
    panel
        .queries()
        .forEach(query ->
            picture.ask(
                expression(query, RANGE),
                named ? legend(query) : panel.title(),
                panel.exemplars()));
    return picture.json();
  }

  /**
   * Without the NaN of what was not timed: Grafana says that a panel is empty only if nothing is
   * answered.
   */
  String expression(Query query, String range) {
    String expression = prometheus.of(query, range);
    return isTimed(query) ? expression + " >= 0" : expression;
  }

  Map<String, Object> budget(Objective objective) {
    String left =
        "1 - %s / %s"
            .formatted(
                PrometheusRules.ratio(objective, slos.window().text()),
                PromQl.number(objective.budget()));
    // As the policy in slo.yml: below a tenth only repairs are released.
    return GrafanaPicture.number("Budget left: " + objective.name(), "percentunit")
        .describe(objective.promise() + " " + objective.measured())
        .thresholds("red", Map.of(0.0, "orange", 0.1, "yellow", 0.5, "green"))
        .ask(left, objective.name(), false)
        .json();
  }

  Map<String, Object> burns() {
    List<BurnRate> rates = slos.burnRates();
    BurnRate fast = rates.getFirst();
    var lines = new LinkedHashMap<Double, String>();
    for (int i = 0; i < rates.size(); i++) {
      lines.put(rates.get(rates.size() - 1 - i).rate(), BURNS.get(Math.min(i, BURNS.size() - 1)));
    }
    var picture =
        GrafanaPicture.lines(
                "How fast budgets are spent (1: evenly over " + slos.window() + ")", "times", true)
            .describe(
                "Over "
                    + fast.shortWindow()
                    + ". Alarms at "
                    + rates.stream()
                        .map(burn -> PromQl.number(burn.rate()))
                        .collect(Collectors.joining(", "))
                    + ".")
            .thresholds("transparent", lines);
    for (Objective objective : slos.withBudget()) {
      picture.ask(
          "%s / %s"
              .formatted(
                  PrometheusRules.ratio(objective, fast.shortWindow().text()),
                  PromQl.number(objective.budget())),
          objective.name(),
          false);
    }
    return picture.json();
  }

  private double limit(String objective) {
    Double limit =
        slos.objectives().stream()
            .filter(candidate -> candidate.name().equals(objective))
            .findFirst()
            .orElseThrow()
            .limit();
    if (limit == null) {
      throw new IllegalArgumentException(objective + " has no limit that can be drawn");
    }
    return limit;
  }

  /** Whether there is one line, of which the title says all. */
  private static boolean isAlone(Panel panel) {
    Query first = panel.queries().getFirst();
    return panel.queries().size() == 1
        && first.by().isEmpty()
        && first.legend() == null
        && !isTimed(first);
  }

  private static boolean isTimed(Query query) {
    return switch (query.statistic()) {
      case MEAN, P50, P95, P99 -> true;
      default -> false;
    };
  }

  /** Tags tell lines apart; what is made of them is said where it is not the title's to say. */
  private static String legend(Query query) {
    var parts = new ArrayList<String>();
    String legend = query.legend();
    if (legend != null) {
      parts.add(legend);
    } else if (query.by().isEmpty() || isTimed(query)) {
      parts.add(query.statistic().name().toLowerCase(Locale.ROOT));
    }
    query.by().forEach(tag -> parts.add("{{" + PromQl.label(tag) + "}}"));
    return String.join(" ", parts);
  }
}
