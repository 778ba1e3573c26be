package io.sensorplatform.local.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts together what the four services tell, in the form in which the gateway would. */
final class ServiceStages {
  /** In the order of the path, and who tells of each. */
  private static final Map<String, List<String>> STAGES = new LinkedHashMap<>();

  private static final List<String> VERDICTS = List.of("ok", "degraded", "unknown", "failing");

  static {
    STAGES.put("gateway", List.of("gateway"));
    STAGES.put("ingest", List.of("sensor"));
    STAGES.put("spool", List.of("sensor"));
    STAGES.put("kafka", List.of("sensor", "stream"));
    STAGES.put("postgres", List.of("stream"));
    STAGES.put("s3", List.of("stream"));
    STAGES.put("auth", List.of("auth"));
  }

  private final Instant now;
  private final List<JsonNode> told = new ArrayList<>();
  private final Map<String, Silence> silent = new LinkedHashMap<>();

  private record Silence(Instant since, String why) {}

  ServiceStages(Instant now) {
    this.now = now;
  }

  /** Takes the report of a service. */
  void told(JsonNode report) {
    report.path("stages").forEach(told::add);
  }

  void silent(String service, Instant since, String why) {
    silent.put(service, new Silence(since, why));
  }

  ObjectNode document() {
    ObjectNode document = Calls.JSON.createObjectNode().put("at", now.toString());
    ArrayNode stages = Calls.JSON.createArrayNode();
    STAGES.forEach((name, services) -> stages.add(stage(name, services)));
    int worst = 0;
    for (JsonNode stage : stages) {
      worst = Math.max(worst, badness(stage));
    }
    document.put("verdict", VERDICTS.get(worst));
    document.set("stages", stages);
    ArrayNode sources = document.putArray("sources");
    silent.forEach((service, silence) ->
        sources
            .addObject()
            .put("service", service)
            .put("asked", 1)
            .put("answered", 0)
            .put("since", silence.since().toString())
            .put("why", silence.why()));
    return document;
  }

  private JsonNode stage(String name, List<String> services) {
    JsonNode found = null;
    for (JsonNode stage : told) {
      if (stage.path("stage").asString().equals(name)
          && (found == null || badness(stage) > badness(found))) {
        found = stage;
      }
    }
    if (found != null) {
      return found;
    }
    String service = services.getFirst();
    Silence silence = silent.getOrDefault(service, new Silence(now, "tells nothing of it"));
    ObjectNode unknown =
        Calls.JSON
            .createObjectNode()
            .put("stage", name)
            .put("verdict", "unknown")
            .put("say", service + "-service " + silence.why())
            .put("runbook", "service-down")
            .put("since", silence.since().toString())
            .put("tasks", 0);
    unknown.putArray("errors");
    unknown.putArray("breakers");
    unknown.putArray("paused");
    return unknown;
  }

  private static int badness(JsonNode stage) {
    return Math.max(VERDICTS.indexOf(stage.path("verdict").asString()), 0);
  }
}
