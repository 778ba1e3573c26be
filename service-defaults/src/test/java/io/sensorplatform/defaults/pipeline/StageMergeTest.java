package io.sensorplatform.defaults.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class StageMergeTest {

  private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");

  private final StageReport good =
      new StageReport(
          PipelineStage.SPOOL,
          Verdict.OK,
          "fine",
          null,
          TEN,
          1,
          new Rate(10, 20, "readings"),
          new Lag(5, 2.0),
          TEN.plusSeconds(9),
          List.of(new StageError("timeout", 3, TEN.plusSeconds(5))),
          List.of(),
          new SpoolState("direct", TEN, 0, 100, 1_000),
          List.of());

  private final StageReport bad =
      new StageReport(
          PipelineStage.SPOOL,
          Verdict.FAILING,
          "full",
          "spool-filling",
          TEN.plusSeconds(1),
          1,
          new Rate(1, 2, "readings"),
          new Lag(7, 30.0),
          TEN,
          List.of(
              new StageError("timeout", 1, TEN.plusSeconds(2)),
              new StageError("connection", 1, TEN)),
          List.of(),
          new SpoolState("spooling", TEN.plusSeconds(3), 7, 900, 1_000),
          List.of(new PausedPartition("t-1", TEN, "no", null)));

  @Test
  void ratesAndRecordsAddUpAndTheWorstAndOldestCount() {
    StageReport both = merged(report("a", good), report("b", bad));
    assertThat(both)
        .isEqualTo(
            new StageReport(
                PipelineStage.SPOOL,
                Verdict.FAILING,
                "full",
                "spool-filling",
                TEN.plusSeconds(1),
                2,
                new Rate(11, 22, "readings"),
                new Lag(12, 30.0),
                TEN,
                List.of(
                    new StageError("connection", 1, TEN),
                    new StageError("timeout", 4, TEN.plusSeconds(2))),
                List.of(),
                new SpoolState("spooling", TEN.plusSeconds(3), 7, 1_000, 2_000),
                List.of(new PausedPartition("t-1", TEN, "no", null))));
    assertThat(merged(report("b", bad), report("a", good))).isEqualTo(both);
  }

  @Test
  void aProcessWithTwoAddressesCountsOnce() {
    assertThat(merged(report("a", good), report("a", good))).isEqualTo(good);
  }

  @Test
  void whatOneDoesNotKnowTheOtherTells() {
    StageReport silent = StageReport.unknown(PipelineStage.SPOOL, "no", TEN);
    StageReport both = merged(report("a", silent), report("b", good));
    assertThat(both.rate()).isEqualTo(good.rate());
    assertThat(both.spool()).isEqualTo(good.spool());
    assertThat(both.verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void stagesComeInTheOrderOfThePath() {
    var kafka = StageReport.unknown(PipelineStage.KAFKA, "no", TEN);
    var gateway = StageReport.unknown(PipelineStage.GATEWAY, "no", TEN);
    assertThat(StageMerge.of(List.of(report("a", kafka, good), report("b", gateway))).keySet())
        .containsExactly(PipelineStage.GATEWAY, PipelineStage.SPOOL, PipelineStage.KAFKA);
  }

  @Test
  void aReportIsReadAsItWasWritten() {
    PipelineReport report =
        report("a", good, bad, StageReport.unknown(PipelineStage.S3, "no", TEN));
    String json = JsonMapper.shared().writeValueAsString(report);
    assertThat(json).contains("\"verdict\":\"failing\"", "\"stage\":\"s3\"", "10:00:00Z\"");
    assertThat(JsonMapper.shared().readValue(json, PipelineReport.class)).isEqualTo(report);
  }

  private static StageReport merged(PipelineReport... reports) {
    return StageMerge.of(List.of(reports)).get(PipelineStage.SPOOL);
  }

  private static PipelineReport report(String instance, StageReport... stages) {
    return new PipelineReport(instance, TEN, List.of(stages));
  }
}
