package io.sensorplatform.monitoring.dashboard;

import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pages as Grafana provisions them. */
public final class GrafanaDashboards {

  public static final String DATASOURCE = "sensor-prometheus";

  private static final int WIDTH = 24;
  private static final int HEIGHT = 8;
  private final Slos slos;
  private final GrafanaPanels pictures;

  public GrafanaDashboards(Slos slos, PromQl prometheus) {
    this.slos = slos;
    this.pictures = new GrafanaPanels(slos, prometheus);
  }

  /** A page as Grafana's JSON. */
  public Map<String, Object> dashboard(Page page) {
    var panels = new Grid();
    if (page.slos()) {
      // What does not divide goes to the last ones.
      List<Objective> budgets = slos.withBudget();
      int places = budgets.size();
      for (int i = 0; i < places; i++) {
        panels.add(pictures.budget(budgets.get(i)), (WIDTH + i) / places, HEIGHT / 2);
      }
      panels.newRow();
      panels.add(pictures.burns(), WIDTH, HEIGHT);
    }
    page.panels().forEach(panel -> panels.add(pictures.panel(panel), WIDTH / 2, HEIGHT));

    var dashboard = new LinkedHashMap<String, Object>();
    dashboard.put("uid", uid(page));
    dashboard.put("title", page.title());
    dashboard.put("tags", List.of("sensor-platform"));
    dashboard.put("schemaVersion", 39);
    dashboard.put("editable", false);
    // One cursor for all panels.
    dashboard.put("graphTooltip", 1);
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
    return panel.queries().stream().map(query -> pictures.expression(query, range)).toList();
  }

  private static Map<String, Object> links() {
    var link = new LinkedHashMap<String, Object>();
    link.put("title", "Pages");
    link.put("type", "dashboards");
    link.put("tags", List.of("sensor-platform"));
    link.put("keepTime", true);
    return link;
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
