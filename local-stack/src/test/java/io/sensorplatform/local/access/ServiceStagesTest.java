package io.sensorplatform.local.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ServiceStagesTest {

  private final ServiceStages stages = new ServiceStages(Instant.parse("2026-11-21T10:00:00Z"));

  @Test
  void theWorseOfTwoWhoTellOfAStageIsShownAndWhoIsSilentIsUnknown() {
    stages.told(report("ingest", "ok", "kafka", "ok"));
    stages.told(report("kafka", "failing", "postgres", "ok"));
    stages.silent("auth", Instant.parse("2026-11-21T09:59:00Z"), "cannot be reached");

    JsonNode document = stages.document();
    assertThat(document.path("verdict").asString()).isEqualTo("failing");
    assertThat(document.path("stages").findValuesAsString("stage"))
        .containsExactly("gateway", "ingest", "spool", "kafka", "postgres", "s3", "auth");
    assertThat(document.path("stages").findValuesAsString("verdict"))
        .containsExactly("unknown", "ok", "unknown", "failing", "ok", "unknown", "unknown");
    assertThat(document.at("/stages/6/say").asString()).isEqualTo("auth-service cannot be reached");
    assertThat(document.at("/stages/6/since").asString()).isEqualTo("2026-11-21T09:59:00Z");
    assertThat(document.at("/sources/0/why").asString()).isEqualTo("cannot be reached");
  }

  private static JsonNode report(String... namesAndVerdicts) {
    var report = Calls.JSON.createObjectNode();
    var all = report.putArray("stages");
    for (int i = 0; i < namesAndVerdicts.length; i += 2) {
      all.addObject()
          .put("stage", namesAndVerdicts[i])
          .put("verdict", namesAndVerdicts[i + 1])
          .put("say", "x");
    }
    return report;
  }
}
