package io.sensorplatform.monitoring.dashboard;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A panel in Grafana's JSON. monitoring/check-grafana holds it against Grafana's own types and
 * draws it.
 */
final class GrafanaPicture {

  /** Ours in Grafana's names; the others stand along the axis. */
  private static final Map<String, String> UNITS =
      Map.of(
          "s", "s", "bytes", "bytes", "bytes/s", "Bps", "days", "d", "percentunit", "percentunit");

  private final String type;
  private final String title;
  private final Map<String, Object> defaults = new TreeMap<>();
  private final Map<String, Object> custom = new TreeMap<>();
  private final Map<String, Object> options = new TreeMap<>();
  private final List<Object> overrides = new ArrayList<>();
  private final List<Object> targets = new ArrayList<>();
  private String description = "";

  private GrafanaPicture(String type, String title, String unit) {
    this.type = type;
    this.title = title;
    defaults.put("unit", requireNonNullElse(UNITS.get(unit), "short"));
  }

  /**
   * @param legend whether the lines have names of their own
   */
  static GrafanaPicture lines(String title, String unit, boolean legend) {
    var picture = new GrafanaPicture("timeseries", title, unit);
    picture.defaults.put("min", 0);
    if (!UNITS.containsKey(unit)) {
      picture.custom.put("axisLabel", unit);
      if (!unit.endsWith("/s")) {
        // Of what is counted in ones: an axis up to 100 under nothing but 0 says nothing.
        picture.custom.put("axisSoftMax", 1);
      }
    }
    picture.options.put(
        "legend",
        Map.of(
            "calcs",
            List.of(),
            "displayMode",
            "list",
            "placement",
            "bottom",
            "showLegend",
            legend));
    picture.options.put("tooltip", Map.of("mode", "multi", "sort", "desc"));
    return picture;
  }

  static GrafanaPicture number(String title, String unit) {
    var picture = new GrafanaPicture("stat", title, unit);
    picture.options.put("colorMode", "value");
    picture.options.put("graphMode", "none");
    picture.options.put(
        "reduceOptions", Map.of("calcs", List.of("lastNotNull"), "fields", "", "values", false));
    return picture;
  }

  GrafanaPicture describe(String text) {
    description = text;
    return this;
  }

  GrafanaPicture emptyWhen(String reason) {
    defaults.put("noValue", "No data: " + reason);
    return describe("Empty when " + reason + ".");
  }

  /** Values are called so, and there are no others. */
  GrafanaPicture named(Map<Integer, String> states) {
    if (!states.isEmpty()) {
      var names = new TreeMap<String, Object>();
      states.forEach(
          (value, name) -> names.put(value.toString(), Map.of("index", value, "text", name)));
      defaults.put("mappings", List.of(Map.of("type", "value", "options", names)));
      defaults.put("decimals", 0);
      defaults.put("max", Collections.max(states.keySet()));
      custom.clear();
    }
    return this;
  }

  GrafanaPicture reds(List<Double> limits) {
    if (limits.isEmpty()) {
      return this;
    }
    var colours = new TreeMap<Double, String>();
    limits.forEach(limit -> colours.put(limit, "red"));
    return thresholds("transparent", colours);
  }

  /** Colours from values on, the first below them all; on a graph they are lines. */
  GrafanaPicture thresholds(String below, Map<Double, String> from) {
    var steps = new ArrayList<Object>(List.of(step(null, below)));
    new TreeMap<>(from).forEach((value, colour) -> steps.add(step(value, colour)));
    defaults.put("thresholds", Map.of("mode", "absolute", "steps", steps));
    if (type.equals("timeseries")) {
      custom.put("thresholdsStyle", Map.of("mode", "dashed"));
    }
    return this;
  }

  /** Of dozens of lines most are always 0: the legend has only the others. */
  GrafanaPicture zerosUnnamed() {
    overrides.add(
        Map.of(
            "matcher",
                Map.of(
                    "id", "byValue", "options", Map.of("reducer", "max", "op", "lte", "value", 0)),
            "properties",
                List.of(
                    Map.of(
                        "id",
                        "custom.hideFrom",
                        "value",
                        Map.of("legend", true, "tooltip", true, "viz", false)))));
    return this;
  }

  GrafanaPicture ask(String expression, String legend, boolean exemplar) {
    var target = new LinkedHashMap<String, Object>();
    target.put("refId", String.valueOf((char) ('A' + targets.size())));
    target.put("expr", expression);
    target.put("legendFormat", legend);
    target.put("exemplar", exemplar);
    targets.add(target);
    return this;
  }

  Map<String, Object> json() {
    if (!custom.isEmpty()) {
      defaults.put("custom", custom);
    }
    var panel = new LinkedHashMap<String, Object>();
    panel.put("type", type);
    panel.put("title", title);
    panel.put("description", description);
    panel.put("datasource", Map.of("type", "prometheus", "uid", GrafanaDashboards.DATASOURCE));
    panel.put("fieldConfig", Map.of("defaults", defaults, "overrides", overrides));
    panel.put("options", options);
    panel.put("targets", targets);
    return panel;
  }

  private static Map<String, @Nullable Object> step(@Nullable Double value, String colour) {
    var step = new TreeMap<String, @Nullable Object>();
    step.put("color", colour);
    step.put("value", value);
    return step;
  }
}
