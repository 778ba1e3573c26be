package io.sensorplatform.local.load;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is kept of a run, for {@code --compare} and whoever else reads JSON: a few kilobytes. */
record Result(JsonNode json) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static Result of(Summary summary, Verdict verdict, Series series, int exitCode) {
    ObjectNode json = (ObjectNode) summary.json().deepCopy();
    Map<String, Object> routes = new LinkedHashMap<>();
    for (String route : series.routes()) {
      Series.Moment all = series.between(route, 0, series.end(route));
      int seconds = Math.max(1, series.end(route));
      routes.put(
          route,
          Map.of(
              "answers", all.answers(),
              "good", all.good(),
              "perSecond", round(all.good() / (double) seconds),
              "readingsPerSecond", round(all.readings() / (double) seconds),
              "p50", round(all.quantile(0.5)),
              "p95", round(all.quantile(0.95)),
              "p99", round(all.quantile(0.99))));
    }
    json.set("routes", JSON.valueToTree(routes));
    json.set("oracle", JSON.valueToTree(verdict));
    json.put("exitCode", exitCode);
    return new Result(json);
  }

  static Result read(Path file) {
    return new Result(JSON.readTree(file.toFile()));
  }

  void write(Path file) {
    JSON.writeValue(file.toFile(), json);
  }

  /** Of all writes; 0 if it is not known. */
  double write(String figure) {
    return json.path("routes").path("readings").path(figure).asDouble(0);
  }

  String scenario() {
    return json.path("scenario").asString("");
  }

  String profile() {
    return json.path("profile").asString("");
  }

  private static double round(double number) {
    return Math.round(number * 100) / 100.0;
  }
}
