package io.sensorplatform.monitoring.dashboard;

import io.sensorplatform.monitoring.alarm.PrometheusRules;
import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.query.Statistic;
import io.sensorplatform.monitoring.slo.BurnRate;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Pages as Grafana provisions them. */
public final class GrafanaDashboards {

  public static final String DATASOURCE = "sensor-prometheus";

  /** Grafana's own: long enough to hold four scrapes. */
  private static final String RANGE = "$__rate_interval";

  private static final int WIDTH = 24;
  private static final int HEIGHT = 8;
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("s", "s"),
          Map.entry("bytes", "bytes"),
          Map.entry("bytes/s", "Bps"),
          Map.entry("days", "d"),
          Map.entry("state", "none"));

  private final Slos slos;
  private final PromQl prometheus;

  public GrafanaDashboards(Slos slos, PromQl prometheus) {
    this.slos = slos;
    this.prometheus = prometheus;
  }

  /** A page as Grafana's JSON. */
  public Map<String, Object> dashboard(Page page) {
    var panels = new Grid();
    if (page.slos()) {
      for (Objective objective : slos.withBudget()) {
        panels.add(budget(objective), WIDTH / slos.withBudget().size(), HEIGHT / 2);
      }
      panels.newRow();
      panels.add(burns(), WIDTH, HEIGHT);
    }
    page.panels().forEach(panel -> panels.add(panel(panel), WIDTH / 2, HEIGHT));

    var dashboard = new LinkedHashMap<String, Object>();
    dashboard.put("uid", uid(page));
    dashboard.put("title", page.title());
    dashboard.put("tags", List.of("sensor-platform"));
    dashboard.put("schemaVersion", 39);
    dashboard.put("editable", false);
    dashboard.put("refresh", "10s");
    dashboard.put("time", Map.of("from", "now-1h", "to", "now"));
    dashboard.put("timezone", "utc");
    dashboard.put("links", List.of(links()));
    dashboard.put("panels", panels.placed);
    return dashboard;
  }

  public static String uid(Page page) {
    return "sensor-" + page.name();
  }

  /** Each query of a panel in PromQL, over the range. */
  public List<String> expressions(Panel panel, String range) {
    return panel.queries().stream().map(query -> prometheus.of(query, range)).toList();
  }

  private static Map<String, Object> links() {
    var link = new LinkedHashMap<String, Object>();
    link.put("title", "Pages");
    link.put("type", "dashboards");
    link.put("tags", List.of("sensor-platform"));
    link.put("keepTime", true);
    return link;
  }

  private Map<String, Object> panel(Panel panel) {
    var targets = new ArrayList<Object>();
    for (Query query : panel.queries()) {
      targets.add(
          target(prometheus.of(query, RANGE), legend(query), panel.exemplars(), targets.size()));
    }
    String empty = panel.emptyWhen();
    return picture(
        "timeseries",
        panel.title(),
        empty == null ? "" : "Empty when " + empty + ".",
        UNITS.getOrDefault(panel.unit(), "short"),
        targets);
  }

  private Map<String, Object> budget(Objective objective) {
    String left =
        "1 - %s / %s"
            .formatted(
                PrometheusRules.ratio(objective, slos.window().text()),
                PromQl.number(objective.budget()));
    return picture(
        "stat",
        "Budget left: " + objective.name(),
        objective.promise() + " " + objective.measured(),
        "percentunit",
        List.of(target(left, objective.name(), false, 0)));
  }

  private Map<String, Object> burns() {
    var targets = new ArrayList<Object>();
    BurnRate fast = slos.burnRates().getFirst();
    for (Objective objective : slos.withBudget()) {
      targets.add(
          target(
              "%s / %s"
                  .formatted(
                      PrometheusRules.ratio(objective, fast.shortWindow().text()),
                      PromQl.number(objective.budget())),
              objective.name(),
              false,
              targets.size()));
    }
    return picture(
        "timeseries",
        "How fast budgets are spent (1: evenly over " + slos.window() + ")",
        "Over "
            + fast.shortWindow()
            + ". Alarms at "
            + slos.burnRates().stream()
                .map(burn -> PromQl.number(burn.rate()))
                .collect(Collectors.joining(", "))
            + ".",
        "none",
        targets);
  }

  private static Map<String, Object> picture(
      String type, String title, String description, String unit, List<Object> targets) {
    var panel = new LinkedHashMap<String, Object>();
    panel.put("type", type);
    panel.put("title", title);
    panel.put("description", description);
    panel.put("datasource", Map.of("type", "prometheus", "uid", DATASOURCE));
    var defaults = new LinkedHashMap<String, Object>();
    defaults.put("unit", unit);
    if (!unit.equals("percentunit")) {
      defaults.put("min", 0);
    }
    panel.put("fieldConfig", Map.of("defaults", defaults, "overrides", List.of()));
    panel.put("targets", targets);
    return panel;
  }

  private static Map<String, Object> target(
      String expression, String legend, boolean exemplar, int number) {
    var target = new LinkedHashMap<String, Object>();
    target.put("refId", String.valueOf((char) ('A' + number)));
    target.put("expr", expression);
    target.put("legendFormat", legend);
    target.put("exemplar", exemplar);
    return target;
  }

  private static String legend(Query query) {
    String legend = query.legend();
    String tags =
        query.by().stream()
            .map(tag -> "{{" + PromQl.label(tag) + "}}")
            .collect(Collectors.joining(" "));
    if (legend != null) {
      return tags.isEmpty() ? legend : legend + " " + tags;
    }
    boolean plain = query.statistic() == Statistic.RATE || query.statistic() == Statistic.SUM;
    return tags.isEmpty()
        ? query.statistic().name().toLowerCase(Locale.ROOT)
        : plain ? tags : query.statistic().name().toLowerCase(Locale.ROOT) + " " + tags;
  }

  /** Places panels from left to right, row by row. */
  private static final class Grid {

    private final List<Object> placed = new ArrayList<>();
    private int x;
    private int y;
    private int rowHeight;

    void add(Map<String, Object> panel, int width, int height) {
      if (x + width > WIDTH) {
        newRow();
      }
      panel.put("id", placed.size() + 1);
      var position = new LinkedHashMap<String, Object>();
      position.put("x", x);
      position.put("y", y);
      position.put("w", width);
      position.put("h", height);
      panel.put("gridPos", position);
      placed.add(panel);
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
