package io.sensorplatform.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PipelinePageTest {
  private static final String PIPELINE =
      """
      {"at":"2026-11-21T10:15:40.5Z","verdict":"failing","stages":[
       {"stage":"ingest","verdict":"ok","say":"takes readings","since":"2026-11-21T10:00:00Z",
        "rate":{"last10s":1234.56,"last60s":0.5,"unit":"readings"},
        "errors":[],"breakers":[],"paused":[]},
       {"stage":"spool","verdict":"degraded","say":"takes all readings","runbook":"spool-filling",
        "since":"2026-11-21T10:15:20Z","lag":{"records":1500,"seconds":20.0},
        "oldest":"2026-11-21T10:15:20Z","errors":[],"breakers":[],"paused":[],
        "spool":{"state":"spooling","since":"2026-11-21T10:15:20Z","waiting":1500,
                 "bytes":2097152,"cap":1073741824}},
       {"stage":"postgres","verdict":"failing","runbook":"postgres-unavailable",
        "say":"waits: %s",
        "since":"2026-11-21T10:10:40Z","breakers":[{"downstream":"auth","state":"open",
        "since":"2026-11-21T10:15:00Z"}],
        "errors":[{"category":"connection","last60s":3,"since":"2026-11-21T10:10:40Z"}],
        "paused":[%s]}]%s}
      """;

  private static final String PAUSED =
      "{\"partition\":\"sensor.readings-%d\",\"since\":\"2026-11-21T10:15:00Z\","
          + "\"why\":\"Connection\\nrefused\",\"nextTry\":\"2026-11-21T10:15:52Z\"}";

  @Test
  void eachStageIsALineAndWhatIsWrongIsToldBelowIt() {
    assertThat(page(""))
        .containsExactly(
            "Pipeline at 10:15:40Z: failing",
            "",
            "STAGE     VERDICT         10 S       60 S   WAITING   OLDEST",
            "ingest    ok         1,234.6/s      0.5/s         -        -  takes readings",
            "spool     degraded           -          -     1,500     20 s  takes all readings",
            "          since 10:15:20Z (20 s), what to do: docs/operations/runbooks/spool-filling.md",
            "          spooling since 10:15:20Z: 1,500 readings wait, 2 MiB of 1 GiB",
            "postgres  failing            -          -         -        -  waits: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx~",
            "          since 10:10:40Z (5 min), what to do: docs/operations/runbooks/postgres-unavailable.md",
            "          errors of a minute: 3 connection since 10:10:40Z",
            "          breaker of auth-service: open since 10:15:00Z",
            "          4 partitions wait since 10:15:00Z, next try in 11 s: Connection refused",
            "          sensor.readings-9 waits since 10:10:00Z, tried all the time: disk full")
        .allMatch(line -> line.length() <= 100);
  }

  @Test
  void aSilentGatewayIsSaidSinceWhen() {
    assertThat(
            page(
                ",\"gateway\":{\"silentSince\":\"2026-11-21T10:15:30Z\",\"why\":\"cannot be reached\"}"))
        .contains(
            "The gateway does not tell it since 10:15:30Z (10 s); this is what the services say themselves.",
            "Why: cannot be reached")
        .allMatch(line -> line.length() <= 100);
  }

  @Test
  void aLineIsToldForEachChangeButNotForEachNumber() {
    var changes = new PipelineChanges();
    assertThat(changes.lines(pipeline("")))
        .containsExactly(
            "2026-11-21T10:15:40Z ingest ok: takes readings",
            "2026-11-21T10:15:40Z spool degraded: takes all readings; since 2026-11-21T10:15:20Z; runbook spool-filling; 1500 wait",
            "2026-11-21T10:15:40Z postgres failing: waits: "
                + "x".repeat(150)
                + "; since 2026-11-21T10:10:40Z; runbook postgres-unavailable;"
                + " errors of a minute: 3 connection since 10:10:40Z");
    assertThat(changes.lines(pipeline(""))).isEmpty();
    JsonNode silent =
        pipeline(",\"gateway\":{\"silentSince\":\"2026-11-21T10:15:30Z\",\"why\":\"gone\"}");
    assertThat(changes.lines(silent))
        .containsExactly(
            "2026-11-21T10:15:40Z the gateway does not tell it since 2026-11-21T10:15:30Z (gone), the services do");
    assertThat(changes.lines(silent)).isEmpty();
    assertThat(changes.lines(pipeline("")))
        .containsExactly("2026-11-21T10:15:40Z the gateway tells it");
  }

  private static List<String> page(String more) {
    var nowhere = new PrintStream(new ByteArrayOutputStream());
    return new PipelinePage(new Terminal(nowhere, nowhere, false, false)).lines(pipeline(more));
  }

  private static JsonNode pipeline(String more) {
    var paused =
        IntStream.range(0, 4).mapToObj(PAUSED::formatted).collect(Collectors.joining(","))
            + ",{\"partition\":\"sensor.readings-9\",\"since\":\"2026-11-21T10:10:00Z\","
            + "\"why\":\"disk full\",\"nextTry\":null}";
    return JsonMapper.shared().readTree(PIPELINE.formatted("x".repeat(150), paused, more));
  }
}
