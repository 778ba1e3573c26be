package io.sensorplatform.local.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The pipeline for a log: a line for each stage that is not as it was. */
final class PipelineChanges {
  private static final String GATEWAY = "who tells it";

  private final Map<String, String> told = new HashMap<>();

  List<String> lines(JsonNode pipeline) {
    List<String> lines = new ArrayList<>();
    String at = pipeline.path("at").asString().substring(0, 19) + "Z";
    JsonNode silent = pipeline.path("gateway");
    String who =
        silent.isObject()
            ? "the gateway does not tell it since %s (%s), the services do"
                .formatted(silent.path("silentSince").asString(), silent.path("why").asString())
            : "the gateway tells it";
    String before = told.put(GATEWAY, who);
    if (silent.isObject() ? !who.equals(before) : before != null && !who.equals(before)) {
      lines.add(at + " " + who);
    }
    for (JsonNode stage : pipeline.path("stages")) {
      String name = stage.path("stage").asString();
      if (!key(stage).equals(told.put(name, key(stage)))) {
        lines.add("%s %s %s".formatted(at, name, text(stage)));
      }
    }
    return lines;
  }

  /** What makes a change: not a number that moves on. */
  private static String key(JsonNode stage) {
    return stage.path("verdict").asString()
        + stage.path("runbook").asString("")
        + stage.path("say").asString().replaceAll("\\d+", "#")
        + stage.at("/spool/state").asString("")
        + stage.path("errors").findValuesAsString("category");
  }

  private static String text(JsonNode stage) {
    var text =
        new StringBuilder(stage.path("verdict").asString())
            .append(": ")
            .append(stage.path("say").asString());
    if (stage.hasNonNull("runbook")) {
      text.append("; since ").append(stage.path("since").asString());
      text.append("; runbook ").append(stage.path("runbook").asString());
    }
    if (!stage.path("errors").isEmpty()) {
      text.append("; errors of a minute: ").append(PipelinePage.errors(stage));
    }
    if (stage.at("/lag/records").asLong(0) > 0) {
      text.append("; ").append(stage.at("/lag/records").asLong()).append(" wait");
    }
    return text.toString().replaceAll("\\p{Cntrl}", " ");
  }
}
