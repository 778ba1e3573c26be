package io.sensorplatform.monitoring.alarm;

import static java.util.Objects.requireNonNull;

import io.sensorplatform.monitoring.query.CloudWatch;
import io.sensorplatform.monitoring.query.CloudWatch.Series;
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

/**
 * The same alarms for CloudWatch, with the arguments of Terraform's aws_cloudwatch_metric_alarm and
 * aws_cloudwatch_composite_alarm.
 */
public final class CloudWatchAlarms {

  private static final int MINUTE = 60;

  private final CloudWatch cloudWatch;
  private final List<Object> alarms = new ArrayList<>();
  private final List<Object> composites = new ArrayList<>();

  public CloudWatchAlarms(Slos slos, Alarms alarms, CloudWatch cloudWatch) {
    this.cloudWatch = cloudWatch;
    for (Objective objective : slos.withBudget()) {
      slos.burnRates().forEach(burn -> burn(objective, burn));
    }
    alarms.alarms().forEach(this::alarm);
  }

  /** As JSON's members. */
  public Map<String, Object> document() {
    var document = new LinkedHashMap<String, Object>();
    document.put("metric_alarms", alarms);
    document.put("composite_alarms", composites);
    return document;
  }

  private void burn(Objective objective, BurnRate burn) {
    String name = objective.alarm() + "-" + objective.name() + "-" + burn.name();
    for (Span window : List.of(burn.longWindow(), burn.shortWindow())) {
      var math = new MetricMath(cloudWatch);
      var alarm =
          objective.slices() == null
              ? ratio(objective, burn, window, math)
              : slices(objective, burn, window, math);
      add(name + "-" + window, "", objective.promise(), objective.alarm(), alarm, math);
    }
    var composite = new LinkedHashMap<String, Object>();
    composite.put("alarm_name", full(name));
    composite.put(
        "alarm_rule",
        "ALARM(\"%s\") AND ALARM(\"%s\")"
            .formatted(
                full(name + "-" + burn.longWindow()), full(name + "-" + burn.shortWindow())));
    composite.put("alarm_description", objective.promise());
    composite.put("tags", tags(burn.severity(), objective.alarm()));
    composites.add(composite);
  }

  private Map<String, Object> ratio(
      Objective objective, BurnRate burn, Span window, MetricMath math) {
    int period = (int) window.seconds();
    String good = math.sum(requireNonNull(objective.good()), period);
    String total = math.sum(requireNonNull(objective.total()), period);
    math.result("1 - (" + good + ") / (" + total + ")", objective.name());
    return bound(">", burn.rate() * objective.budget(), 1, 1, "notBreaching");
  }

  /** So many bad minutes of the window's are too many. */
  private Map<String, Object> slices(
      Objective objective, BurnRate burn, Span window, MetricMath math) {
    math.result(math.sum(requireNonNull(objective.slices()), MINUTE), objective.name());
    int minutes = (int) (window.seconds() / MINUTE);
    int bad = (int) Math.ceil(minutes * burn.rate() * objective.budget());
    return bound(">", objective.atMost(), minutes, Math.max(1, bad), "notBreaching");
  }

  private void alarm(Alarm alarm) {
    int number = 0;
    for (Condition condition : alarm.when()) {
      String suffix = alarm.when().size() == 1 ? "" : "-" + ++number;
      if (condition.statistic() == Statistic.MISSING) {
        cloudWatch
            .byService(condition.query())
            .forEach((service, series) -> {
              var math = new MetricMath(cloudWatch);
              math.result(math.metric(series, MINUTE), service);
              add(
                  alarm.name() + "-" + service,
                  condition.severity().name(),
                  alarm.meaning(),
                  alarm.name(),
                  bound(
                      "<", 1, periods(condition, MINUTE), periods(condition, MINUTE), "breaching"),
                  math);
            });
      } else {
        conditional(alarm, condition, alarm.name() + suffix);
      }
    }
  }

  private void conditional(Alarm alarm, Condition condition, String name) {
    Span over = condition.over();
    int period = over == null ? MINUTE : (int) over.seconds();
    var math = new MetricMath(cloudWatch);
    Query whole = condition.shareOf();
    String value = math.sum(condition.query(), period);
    if (whole != null) {
      value = "(" + value + ") / (" + math.sum(whole, period) + ")";
    } else if (cloudWatch.perSecond(condition.query())) {
      value = "(" + value + ") / " + period;
    }
    math.result(value, alarm.name());
    int periods = periods(condition, period);
    add(
        name,
        condition.severity().name(),
        alarm.meaning(),
        alarm.name(),
        bound(
            condition.above() == null ? "<" : ">",
            condition.bound(),
            periods,
            periods,
            "notBreaching"),
        math);
  }

  private static int periods(Condition condition, int period) {
    return (int) Math.max(1, Math.ceilDiv(condition.lasting().seconds(), period));
  }

  private void add(
      String name,
      String severity,
      String description,
      String runbook,
      Map<String, Object> bound,
      MetricMath math) {
    var alarm = new LinkedHashMap<String, Object>();
    alarm.put("alarm_name", full(name));
    alarm.put("alarm_description", description);
    alarm.putAll(bound);
    alarm.put("metric_query", math.queries());
    alarm.put("tags", tags(severity, runbook));
    // Those of a burn rate only feed their composite alarm.
    alarm.put("actions_enabled", !severity.isEmpty());
    alarms.add(alarm);
  }

  private static Map<String, Object> bound(
      String comparison, double threshold, int periods, int datapoints, String missing) {
    var bound = new LinkedHashMap<String, Object>();
    bound.put(
        "comparison_operator",
        comparison.equals(">") ? "GreaterThanThreshold" : "LessThanThreshold");
    bound.put("threshold", Double.valueOf(PromQl.number(Math.round(threshold * 1e6) / 1e6)));
    bound.put("evaluation_periods", periods);
    bound.put("datapoints_to_alarm", datapoints);
    bound.put("treat_missing_data", missing);
    return bound;
  }

  private static Map<String, Object> tags(String severity, String runbook) {
    var tags = new LinkedHashMap<String, Object>();
    if (!severity.isEmpty()) {
      tags.put("severity", severity);
    }
    tags.put("runbook", runbook);
    return tags;
  }

  private static String full(String name) {
    return CloudWatch.ENVIRONMENT + "-" + name;
  }

  /** The metrics of one alarm and what is computed of them. */
  private static final class MetricMath {

    private final CloudWatch cloudWatch;
    private final List<Object> queries = new ArrayList<>();

    MetricMath(CloudWatch cloudWatch) {
      this.cloudWatch = cloudWatch;
    }

    String sum(Query query, int period) {
      List<String> ids =
          cloudWatch.series(query).stream().map(series -> metric(series, period)).toList();
      boolean extreme = query.statistic() == Statistic.MAX || query.statistic() == Statistic.MIN;
      return ids.size() == 1
          ? ids.getFirst()
          : extreme
              ? query.statistic().name() + "([" + String.join(", ", ids) + "])"
              : String.join(" + ", ids.stream().map(id -> "FILL(" + id + ", 0)").toList());
    }

    String metric(Series series, int period) {
      String id = "m" + (queries.size() + 1);
      var metric = new LinkedHashMap<String, Object>();
      metric.put("namespace", CloudWatch.NAMESPACE);
      metric.put("metric_name", series.metric());
      metric.put("dimensions", series.dimensions());
      metric.put("period", period);
      metric.put("stat", series.statistic());
      var query = new LinkedHashMap<String, Object>();
      query.put("id", id);
      query.put("return_data", false);
      query.put("metric", metric);
      queries.add(query);
      return id;
    }

    void result(String expression, String label) {
      var query = new LinkedHashMap<String, Object>();
      query.put("id", "value");
      query.put("expression", expression);
      query.put("label", label);
      query.put("return_data", true);
      queries.add(query);
    }

    List<Object> queries() {
      return queries;
    }
  }
}
