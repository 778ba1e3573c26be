package io.sensorplatform.monitoring.dashboard;

import io.sensorplatform.monitoring.alarm.CloudWatchAlarms;
import io.sensorplatform.monitoring.query.CloudWatch;
import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.query.Span;
import io.sensorplatform.monitoring.query.Statistic;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Pages as the body of Terraform's aws_cloudwatch_dashboard; {@code ${region}} and the like are
 * filled in by templatefile. Ours are asked in PromQL (widget "chart"), AWS's own as metrics.
 */
public final class CloudWatchDashboards {

  private static final int PERIOD = 60;

  /** A query may look back 7 days, with all that is drawn. */
  private static final Span SPENT_OVER = Span.of("3d");

  private final Slos slos;
  private final CloudWatch cloudWatch;

  public CloudWatchDashboards(Slos slos, CloudWatch cloudWatch) {
    this.slos = slos;
    this.cloudWatch = cloudWatch;
  }

  /** A page as CloudWatch's JSON. */
  public Map<String, Object> dashboard(String name, List<Page> pages, List<AwsPanel> aws) {
    var grid = new Grid();
    pages.stream()
        .filter(page -> page.name().equals(name))
        .forEach(page -> {
          if (page.slos()) {
            slos.withBudget().forEach(objective -> grid.add("chart", spent(objective), 24 / 5, 4));
            grid.newRow();
            grid.add("chart", burns(), 24, 6);
          }
          page.panels().forEach(panel -> grid.add("chart", panel(panel), 12, 6));
        });
    grid.newRow();
    aws.stream()
        .filter(panel -> panel.page().equals(name))
        .forEach(panel ->
            grid.add(panel.logs() == null ? "metric" : "log", AwsWidgets.properties(panel), 12, 6));
    return Map.of("widgets", grid.placed, "start", "-PT3H", "periodOverride", "inherit");
  }

  private Map<String, Object> panel(Panel panel) {
    var queries = new ArrayList<Object>();
    panel
        .queries()
        .forEach(query -> queries.add(query(queries.size(), cloudWatch.of(query), label(query))));
    return chart(panel.title(), panel.unit(), "line", queries);
  }

  /** Of the budget for the whole window, what the last days have spent, in percent. */
  private Map<String, Object> spent(Objective objective) {
    double share = (double) SPENT_OVER.seconds() / slos.window().seconds();
    String expression =
        "100 * %s * (%s) / %s"
            .formatted(
                PromQl.number(share),
                errors(objective, SPENT_OVER),
                PromQl.number(objective.budget()));
    return chart(
        "%s: %% of the budget of %s spent in %s"
            .formatted(objective.name(), slos.window(), SPENT_OVER),
        "%",
        "number",
        List.of(query(0, expression, objective.name())));
  }

  private Map<String, Object> burns() {
    var queries = new ArrayList<Object>();
    Span window = slos.burnRates().getFirst().longWindow();
    for (Objective objective : slos.withBudget()) {
      String expression =
          "(%s) / %s".formatted(errors(objective, window), PromQl.number(objective.budget()));
      queries.add(query(queries.size(), expression, objective.name()));
    }
    return chart(
        "How fast budgets are spent over %s (1: evenly over %s; alarms at %s)"
            .formatted(
                window,
                slos.window(),
                slos.burnRates().stream()
                    .map(burn -> PromQl.number(burn.rate()))
                    .collect(Collectors.joining(", "))),
        "times",
        "line",
        queries);
  }

  private String errors(Objective objective, Span window) {
    return CloudWatchAlarms.errors(cloudWatch, objective, window, "5m");
  }

  private static Map<String, Object> query(int number, String expression, String label) {
    var query = new TreeMap<String, Object>();
    query.put("id", "q" + (number + 1));
    query.put("type", "cloudwatch-metrics");
    query.put("language", "PromQL");
    query.put("query", expression);
    query.put("step", PERIOD);
    if (!label.isEmpty()) {
      query.put("label", label);
    }
    return query;
  }

  /** Where tags tell lines apart they are their names. */
  private static String label(Query query) {
    String legend = query.legend();
    if (!query.by().isEmpty()) {
      return "";
    }
    boolean plain = query.statistic() == Statistic.RATE || query.statistic() == Statistic.SUM;
    return legend != null
        ? legend
        : plain ? "all" : query.statistic().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> chart(
      String title, String unit, String view, List<Object> queries) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("title", title);
    properties.put("region", "${region}");
    properties.put("view", view);
    properties.put("data", Map.of("queries", queries));
    // Without options for marks the console draws nothing, though the documents call them optional.
    properties.put(
        "plotOptions",
        Map.of(
            "legend", Map.of("position", "bottom", "show", true),
            "yAxis", List.of(Map.of("type", "linear", "title", unit)),
            "style",
                Map.of(
                    "lineOptions",
                        Map.of(
                            "width", 2, "pattern", "solid", "spline", false, "filled", false,
                            "stacked", false),
                    "markOptions", Map.of("enabled", false))));
    return properties;
  }

  /** Places widgets from left to right, row by row, on CloudWatch's 24 columns. */
  private static final class Grid {

    private final List<Object> placed = new ArrayList<>();
    private int x;
    private int y;
    private int rowHeight;

    void add(String type, Map<String, Object> properties, int width, int height) {
      if (x + width > 24) {
        newRow();
      }
      var widget = new LinkedHashMap<String, Object>();
      widget.put("type", type);
      widget.put("x", x);
      widget.put("y", y);
      widget.put("width", width);
      widget.put("height", height);
      widget.put("properties", properties);
      placed.add(widget);
      x += width;
      rowHeight = Math.max(rowHeight, height);
    }

    void newRow() {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
  }
}
