package io.sensorplatform.monitoring.alarm;

import static java.util.Objects.requireNonNull;

import io.sensorplatform.monitoring.query.CloudWatch;
import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.query.Span;
import io.sensorplatform.monitoring.query.Statistic;
import io.sensorplatform.monitoring.slo.BurnRate;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same alarms for CloudWatch, as infra-terraform/modules/observability reads them. An alarm
 * without a priority tells nobody: it is part of one that does.
 */
public final class CloudWatchAlarms {

  private final CloudWatch cloudWatch;
  private final List<Object> alarms = new ArrayList<>();
  private final List<Object> composites = new ArrayList<>();
  private final List<Object> ofAws = new ArrayList<>();

  public CloudWatchAlarms(Slos slos, Alarms alarms, List<AwsAlarm> aws, CloudWatch cloudWatch) {
    this.cloudWatch = cloudWatch;
    for (Objective objective : slos.withBudget()) {
      slos.burnRates().forEach(burn -> burn(objective, burn));
    }
    alarms.alarms().forEach(this::alarm);
    aws.forEach(this::aws);
  }

  /** As JSON's members. */
  public Map<String, Object> document() {
    var document = new LinkedHashMap<String, Object>();
    document.put("promql_alarms", alarms);
    document.put("composite_alarms", composites);
    document.put("metric_alarms", ofAws);
    return document;
  }

  private void burn(Objective objective, BurnRate burn) {
    String name = objective.name() + "-burn-" + burn.name();
    String summary =
        objective.title()
            + ": the budget is spent "
            + PromQl.number(burn.rate())
            + " times too fast. "
            + objective.promise();
    var parts = new ArrayList<String>();
    for (Span window : List.of(burn.longWindow(), burn.shortWindow())) {
      String part = name + "-" + window;
      var alarm = described(part, null, summary, objective.alarm(), "overview");
      asks(
          alarm,
          errors(cloudWatch, objective, window, "1m")
              + " > "
              + PromQl.number(Math.round(burn.rate() * objective.budget() * 1e6) / 1e6),
          0);
      alarms.add(alarm);
      parts.add(part);
    }
    var composite =
        described(name, Severity.valueOf(burn.severity()), summary, objective.alarm(), "overview");
    composite.put("all_of", parts);
    composites.add(composite);
  }

  /**
   * What share of requests, readings or minutes was bad.
   *
   * @param step how often slices are looked at
   */
  public static String errors(
      CloudWatch cloudWatch, Objective objective, Span window, String step) {
    Query slices = objective.slices();
    // Where not one was good there is no such series.
    return slices == null
        ? "1 - ((%s) or vector(0)) / (%s)"
            .formatted(
                cloudWatch.of(requireNonNull(objective.good()), window),
                cloudWatch.of(requireNonNull(objective.total()), window))
        : "1 - avg_over_time((%s <= bool %s)[%s:%s])"
            .formatted(cloudWatch.of(slices), PromQl.number(objective.atMost()), window, step);
  }

  private void alarm(Alarm alarm) {
    int number = 0;
    for (Condition condition : alarm.when()) {
      String suffix = alarm.when().size() == 1 ? "" : "-" + ++number;
      var described =
          described(
              alarm.name() + suffix,
              condition.severity(),
              alarm.title() + ". " + alarm.meaning(),
              alarm.name(),
              alarm.dashboard());
      asks(described, expression(condition), condition.lasting().seconds());
      alarms.add(described);
    }
  }

  private String expression(Condition condition) {
    String value = cloudWatch.of(condition.query());
    if (condition.statistic() == Statistic.MISSING) {
      return value;
    }
    Query whole = condition.shareOf();
    String compared = whole == null ? value : "(" + value + ") / (" + cloudWatch.of(whole) + ")";
    return compared
        + (condition.above() == null ? " < " : " > ")
        + PromQl.number(condition.bound());
  }

  private void aws(AwsAlarm aws) {
    var alarm =
        described(aws.name(), aws.severity(), aws.meaning(), aws.runbook(), aws.dashboard());
    alarm.put("namespace", aws.namespace());
    alarm.put("metric", aws.metric());
    alarm.put("statistic", aws.statistic());
    alarm.put("dimensions", aws.dimensions());
    alarm.put("each", aws.each());
    alarm.put("needs", aws.needs());
    alarm.put("comparison", aws.comparison());
    alarm.put("threshold", aws.threshold());
    alarm.put("band", aws.band());
    alarm.put("period", aws.period().seconds());
    alarm.put("evaluation_periods", aws.periods());
    alarm.put("datapoints_to_alarm", aws.datapoints());
    alarm.put("treat_missing_data", aws.missing());
    alarm.put("rollback", aws.rollback());
    ofAws.add(alarm);
  }

  private static Map<String, Object> described(
      String name,
      @Nullable Severity severity,
      String description,
      String runbook,
      String dashboard) {
    var alarm = new LinkedHashMap<String, Object>();
    alarm.put("name", name);
    alarm.put("priority", severity == null ? null : severity.name());
    alarm.put("description", description);
    alarm.put("runbook", runbook);
    alarm.put("dashboard", dashboard);
    return alarm;
  }

  private static void asks(Map<String, Object> alarm, String query, long pending) {
    alarm.put("query", query);
    alarm.put("pending_period", pending);
  }
}
