package io.sensorplatform.monitoring.dashboard;

import static java.util.Objects.requireNonNull;

import io.sensorplatform.monitoring.query.CloudWatch;
import io.sensorplatform.monitoring.query.CloudWatch.Series;
import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.query.Statistic;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pages as the body of Terraform's aws_cloudwatch_dashboard; {@code ${region}} and {@code
 * ${environment}} are filled in by templatefile.
 */
public final class CloudWatchDashboards {

  private static final int PERIOD = 60;
  private static final int WIDTH = 12;
  private static final int HEIGHT = 6;

  private final Slos slos;
  private final CloudWatch cloudWatch;

  public CloudWatchDashboards(Slos slos, CloudWatch cloudWatch) {
    this.slos = slos;
    this.cloudWatch = cloudWatch;
  }

  /** A page as CloudWatch's JSON. */
  public Map<String, Object> dashboard(Page page) {
    var widgets = new ArrayList<Object>();
    if (page.slos()) {
      slos.withBudget().forEach(objective -> place(widgets, objective(objective)));
    }
    page.panels().forEach(panel -> place(widgets, panel(panel)));
    return Map.of("widgets", widgets);
  }

  private Map<String, Object> panel(Panel panel) {
    var lines = new Lines();
    panel.queries().forEach(query -> ask(lines, query));
    return properties(panel.title(), panel.unit(), lines.metrics);
  }

  private void ask(Lines lines, Query query) {
    String perSecond = cloudWatch.perSecond(query) ? " / PERIOD(%s)" : "";
    if (!query.by().isEmpty()) {
      String id = lines.next();
      lines.expression(id, cloudWatch.search(query, PERIOD), label(query), perSecond.isEmpty());
      if (!perSecond.isEmpty()) {
        lines.expression(lines.next(), id + perSecond.formatted(id), label(query), true);
      }
      return;
    }
    lines.expression(lines.next(), sum(lines, query), label(query), true);
  }

  /** The share of good ones, in percent. */
  private Map<String, Object> objective(Objective objective) {
    var lines = new Lines();
    String share =
        objective.slices() == null
            ? "100 * (%s) / (%s)"
                .formatted(
                    sum(lines, requireNonNull(objective.good())),
                    sum(lines, requireNonNull(objective.total())))
            : "IF(%s <= %s, 100, 0)"
                .formatted(
                    sum(lines, requireNonNull(objective.slices())),
                    PromQl.number(objective.atMost()));
    lines.expression(lines.next(), share, objective.promise(), true);
    return properties(
        objective.title() + ": objective " + PromQl.number(objective.objective()) + " %",
        "%",
        lines.metrics);
  }

  private String sum(Lines lines, Query query) {
    var ids = new ArrayList<String>();
    for (Series series : cloudWatch.series(query)) {
      String id = lines.next();
      lines.metric(id, series);
      ids.add(id);
    }
    if (ids.size() == 1) {
      return cloudWatch.perSecond(query)
          ? ids.getFirst() + " / PERIOD(" + ids.getFirst() + ")"
          : ids.getFirst();
    }
    String all = String.join(", ", ids);
    return cloudWatch.perSecond(query)
        ? "SUM([" + all + "]) / PERIOD(" + ids.getFirst() + ")"
        : (query.statistic() == Statistic.MIN ? "MIN([" : "MAX([") + all + "])";
  }

  private static String label(Query query) {
    String legend = query.legend();
    return legend != null ? legend : query.statistic().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> properties(String title, String unit, List<Object> metrics) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("title", title);
    properties.put("region", "${region}");
    properties.put("view", "timeSeries");
    properties.put("period", PERIOD);
    properties.put("metrics", metrics);
    properties.put("yAxis", Map.of("left", Map.of("label", unit, "showUnits", false)));
    return properties;
  }

  private static void place(List<Object> widgets, Map<String, Object> properties) {
    var widget = new LinkedHashMap<String, Object>();
    widget.put("type", "metric");
    widget.put("x", widgets.size() % 2 * WIDTH);
    widget.put("y", widgets.size() / 2 * HEIGHT);
    widget.put("width", WIDTH);
    widget.put("height", HEIGHT);
    widget.put("properties", properties);
    widgets.add(widget);
  }

  /** The entries of one widget. */
  private static final class Lines {

    private final List<Object> metrics = new ArrayList<>();
    private int number;

    String next() {
      return "q" + ++number;
    }

    void metric(String id, Series series) {
      var entry = new ArrayList<Object>();
      entry.add(CloudWatch.NAMESPACE);
      entry.add(series.metric());
      series
          .dimensions()
          .forEach((name, value) -> {
            entry.add(name);
            entry.add(value);
          });
      var options = new LinkedHashMap<String, Object>();
      options.put("id", id);
      options.put("stat", series.statistic());
      options.put("visible", false);
      entry.add(options);
      metrics.add(entry);
    }

    void expression(String id, String expression, String label, boolean visible) {
      var options = new LinkedHashMap<String, Object>();
      options.put("id", id);
      options.put("expression", expression);
      options.put("label", label);
      options.put("visible", visible);
      metrics.add(List.of(options));
    }
  }
}
