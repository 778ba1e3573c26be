package io.sensorplatform.monitoring.dashboard;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Widgets of CloudWatch's classic metrics and of Logs Insights. */
final class AwsWidgets {

  private static final int PERIOD = 300;

  private AwsWidgets() {}

  static Map<String, Object> properties(AwsPanel panel) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("title", panel.title());
    properties.put("region", requireNonNullElse(panel.region(), "${region}"));
    String logs = panel.logs();
    if (logs != null) {
      // Which groups the platform has is Terraform's to know.
      properties.put("query", "${log_sources} | " + logs.strip());
      properties.put("view", "table");
      return properties;
    }
    properties.put("view", "timeSeries");
    properties.put("period", PERIOD);
    var metrics = new ArrayList<Object>();
    panel.queries().forEach(line -> metrics.add(line(line, metrics.size())));
    properties.put("metrics", metrics);
    properties.put(
        "yAxis",
        Map.of("left", Map.of("label", requireNonNullElse(panel.unit(), ""), "showUnits", false)));
    return properties;
  }

  private static List<Object> line(AwsPanel.Line line, int number) {
    var options = new TreeMap<String, Object>();
    options.put("id", "q" + (number + 1));
    String legend = line.legend();
    if (legend != null) {
      options.put("label", legend);
    }
    if (line.by().isEmpty()) {
      options.put("stat", line.statistic());
      var metric = new ArrayList<Object>(List.of(line.namespace(), line.metric()));
      new TreeMap<>(line.where())
          .forEach((name, value) -> {
            metric.add(name);
            metric.add(value);
          });
      metric.add(options);
      return metric;
    }
    String schema =
        Stream.concat(line.where().keySet().stream(), line.by().stream())
            .sorted()
            .map(AwsWidgets::quoted)
            .collect(Collectors.joining(","));
    String terms =
        new TreeMap<>(line.where())
            .entrySet().stream()
                .map(term -> " " + quoted(term.getKey()) + "=\"" + term.getValue() + "\"")
                .collect(Collectors.joining());
    options.put(
        "expression",
        "SEARCH('{%s,%s} MetricName=\"%s\"%s', '%s', %d)"
            .formatted(line.namespace(), schema, line.metric(), terms, line.statistic(), PERIOD));
    return List.of(options);
  }

  private static String quoted(String name) {
    return name.contains(" ") ? '"' + name + '"' : name;
  }
}
