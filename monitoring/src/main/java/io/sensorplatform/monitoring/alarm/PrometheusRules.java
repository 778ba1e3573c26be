package io.sensorplatform.monitoring.alarm;

import static java.util.Objects.requireNonNull;

import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.query.Statistic;
import io.sensorplatform.monitoring.slo.BurnRate;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules for Prometheus: the objectives' error ratios, and every alarm. */
public final class PrometheusRules {

  /** 1 while a slice of time is good: a month of them is quicker to add up than to compute. */
  private static final String GOOD = "slo:slice:good";

  private final Slos slos;
  private final Alarms alarms;
  private final PromQl prometheus;

  public PrometheusRules(Slos slos, Alarms alarms, PromQl prometheus) {
    this.slos = slos;
    this.alarms = alarms;
    this.prometheus = prometheus;
  }

  /** As YAML's members. */
  public Map<String, Object> document() {
    return Map.of(
        "groups",
        List.of(
            group("objectives", "30s", ratios()),
            group("burn-rates", "30s", burns()),
            group("alarms", "15s", others())));
  }

  /** Where the share of bad ones over a window is recorded. */
  public static String ratio(Objective objective, String window) {
    return "slo:errors:ratio_" + window + "{slo=\"" + objective.name() + "\"}";
  }

  /** What share of requests, readings or minutes was bad. */
  public String errors(Objective objective, String window) {
    if (objective.slices() != null) {
      return "1 - avg_over_time(%s{slo=\"%s\"}[%s])".formatted(GOOD, objective.name(), window);
    }
    // Where not one was good there is no such series.
    return "1 - (%s or vector(0)) / %s"
        .formatted(
            prometheus.of(requireNonNull(objective.good()), window),
            prometheus.of(requireNonNull(objective.total()), window));
  }

  private Set<String> windows() {
    var windows = new LinkedHashSet<String>();
    for (BurnRate burn : slos.burnRates()) {
      windows.add(burn.shortWindow().text());
      windows.add(burn.longWindow().text());
    }
    windows.add(slos.window().text());
    return windows;
  }

  private List<Object> ratios() {
    var rules = new ArrayList<Object>();
    for (Objective objective : slos.withBudget()) {
      var slices = objective.slices();
      if (slices != null) {
        String good = "%s <= bool %s";
        rules.add(
            recorded(
                GOOD,
                good.formatted(prometheus.of(slices), PromQl.number(objective.atMost())),
                objective));
      }
      for (String window : windows()) {
        rules.add(recorded("slo:errors:ratio_" + window, errors(objective, window), objective));
      }
    }
    return rules;
  }

  private static Map<String, Object> recorded(String name, String expr, Objective objective) {
    var rule = new LinkedHashMap<String, Object>();
    rule.put("record", name);
    rule.put("expr", expr);
    rule.put("labels", Map.of("slo", objective.name()));
    return rule;
  }

  private List<Object> burns() {
    var rules = new ArrayList<Object>();
    for (Objective objective : slos.withBudget()) {
      for (BurnRate burn : slos.burnRates()) {
        String bound =
            " > " + PromQl.number(burn.rate()) + " * " + PromQl.number(objective.budget());
        var labels = labels(objective.alarm(), burn.severity());
        labels.put("slo", objective.name());
        labels.put("burn", burn.name());
        rules.add(
            rule(
                objective.alarm(),
                ratio(objective, burn.longWindow().text())
                    + bound
                    + " and "
                    + ratio(objective, burn.shortWindow().text())
                    + bound,
                "",
                labels,
                annotations(
                    objective.title()
                        + ": the budget is spent "
                        + PromQl.number(burn.rate())
                        + " times too fast",
                    objective.promise(),
                    "overview",
                    objective.alarm())));
      }
    }
    return rules;
  }

  private List<Object> others() {
    var rules = new ArrayList<Object>();
    for (Alarm alarm : alarms.alarms()) {
      int number = 0;
      for (Condition condition : alarm.when()) {
        var labels = labels(alarm.name(), condition.severity().name());
        if (alarm.when().size() > 1) {
          labels.put("condition", String.valueOf(++number));
        }
        rules.add(
            rule(
                alarm.name(),
                expression(condition),
                condition.lasting().seconds() == 0 ? "" : condition.lasting().text(),
                labels,
                annotations(alarm.title(), alarm.meaning(), alarm.dashboard(), alarm.name())));
      }
    }
    return rules;
  }

  String expression(Condition condition) {
    var whole = condition.shareOf();
    String value = prometheus.of(condition.query());
    if (condition.statistic() == Statistic.MISSING) {
      return value;
    }
    String compared = whole == null ? value : value + " / " + prometheus.of(whole);
    return compared
        + (condition.above() == null ? " < " : " > ")
        + PromQl.number(condition.bound());
  }

  private static Map<String, Object> group(String name, String interval, List<Object> rules) {
    var group = new LinkedHashMap<String, Object>();
    group.put("name", name);
    group.put("interval", interval);
    group.put("rules", rules);
    return group;
  }

  private static Map<String, Object> rule(
      String alert,
      String expression,
      String lasting,
      Map<String, Object> labels,
      Map<String, Object> annotations) {
    var rule = new LinkedHashMap<String, Object>();
    rule.put("alert", alert);
    rule.put("expr", expression);
    if (!lasting.isEmpty()) {
      rule.put("for", lasting);
    }
    rule.put("labels", labels);
    rule.put("annotations", annotations);
    return rule;
  }

  private static Map<String, Object> labels(String runbook, String severity) {
    var labels = new LinkedHashMap<String, Object>();
    labels.put("severity", severity);
    labels.put("runbook", runbook);
    return labels;
  }

  private static Map<String, Object> annotations(
      String summary, String meaning, String dashboard, String runbook) {
    var annotations = new LinkedHashMap<String, Object>();
    annotations.put("summary", summary);
    annotations.put("description", meaning);
    annotations.put("dashboard", dashboard);
    annotations.put("runbook", "docs/operations/runbooks/" + runbook + ".md");
    return annotations;
  }
}
