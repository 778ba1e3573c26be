package io.sensorplatform.defaults.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineSamplerTest {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Stage stage = new Stage();
  private final Time time = new Time();
  private final PipelineSampler sampler = new PipelineSampler(List.of(stage), time, time::nanos);

  @Test
  void aVerdictLastsSinceItChanged() {
    assertThat(after(5).since()).isEqualTo(START.plusSeconds(1));
    stage.finding = Finding.degraded("slow", "freshness-burn");
    assertThat(after(3))
        .satisfies(report -> {
          assertThat(report.verdict()).isEqualTo(Verdict.DEGRADED);
          assertThat(report.say()).isEqualTo("slow");
          assertThat(report.runbook()).isEqualTo("freshness-burn");
          assertThat(report.since()).isEqualTo(START.plusSeconds(6));
        });
    stage.finding = Finding.ok("fine");
    assertThat(after(2).since()).isEqualTo(START.plusSeconds(9));
  }

  @Test
  void aFaultThatLastsIsToldAlsoWhenNobodyTries() {
    after(1);
    stage.errors.put("timeout", 1.0);
    stage.finding =
        Finding.failing("gone", "kafka-unreachable").lasting(START.plusSeconds(1), "timeout");
    assertThat(after(1).errors())
        .containsExactly(new StageError("timeout", 1, START.plusSeconds(1)));
    StageReport later = after(120);
    assertThat(later.errors()).containsExactly(new StageError("timeout", 0, START.plusSeconds(1)));
    assertThat(later.since()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void freshErrorsDegradeUnlessCallersMadeThem() {
    stage.finding = null;
    after(1);
    stage.errors.put("validation", 9.0);
    assertThat(after(1).verdict()).isEqualTo(Verdict.OK);
    stage.errors.put("connection", 3.0);
    stage.errors.put("timeout", 4.0);
    StageReport degraded = after(1);
    assertThat(degraded.verdict()).isEqualTo(Verdict.DEGRADED);
    assertThat(degraded.say()).isEqualTo("errors in the last 10 s: 4 timeout, 3 connection");
    StageReport calm = after(15);
    assertThat(calm.verdict()).isEqualTo(Verdict.OK);
    assertThat(calm.errors()).extracting(StageError::category).contains("connection", "timeout");
  }

  @Test
  void aSourceThatFailsIsUnknownAndDoesNotStopTheOthers() {
    stage.fails = true;
    assertThat(after(1).verdict()).isEqualTo(Verdict.UNKNOWN);
    stage.fails = false;
    assertThat(after(1).verdict()).isEqualTo(Verdict.OK);
  }

  private StageReport after(int seconds) {
    for (int i = 0; i < seconds; i++) {
      time.now = time.now.plusSeconds(1);
      sampler.sample();
    }
    return sampler.latest().stages().getFirst();
  }

  private static final class Stage implements StageSource {

    private Finding finding = Finding.ok("fine");
    private final Map<String, Double> errors = new HashMap<>();
    private boolean fails;

    @Override
    public PipelineStage stage() {
      return PipelineStage.KAFKA;
    }

    @Override
    public String unit() {
      return "readings";
    }

    @Override
    public double handled() {
      if (fails) {
        throw new IllegalStateException("on purpose");
      }
      return 0;
    }

    @Override
    public Map<String, Double> errors() {
      return errors;
    }

    @Override
    public StageState state(Recent recent) {
      return StageState.of(finding == null ? recent.finding("fine", "kafka-unreachable") : finding);
    }
  }

  private static final class Time extends Clock {

    private Instant now = START;

    long nanos() {
      return (now.getEpochSecond() - START.getEpochSecond()) * 1_000_000_000L;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
