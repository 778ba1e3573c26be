package io.sensorplatform.defaults.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class StageHistoryTest {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final StageHistory history = new StageHistory("readings");
  private int second;

  @Test
  void nothingWasCountedBeforeTheSecondLook() {
    Recent recent = run(1, at -> 5_000, at -> 7);
    assertThat(recent.rate()).isEqualTo(new Rate(0, 0, "readings"));
    assertThat(recent.errors()).isEmpty();
  }

  @Test
  void aSteadyRateIsTheSameOverBothTimes() {
    Recent recent = run(90, at -> 100 * at, at -> 0);
    assertThat(recent.rate().last10s()).isCloseTo(100, within(0.01));
    assertThat(recent.rate().last60s()).isCloseTo(100, within(0.01));
  }

  @Test
  void theShortRateForgetsSooner() {
    Recent recent = run(90, at -> Math.min(at, 70) * 100, at -> 0);
    assertThat(recent.rate().last10s()).isZero();
    assertThat(recent.rate().last60s()).isCloseTo(100 * 41 / 60.0, within(0.01));
  }

  @Test
  void aYoungProcessKnowsTheRateOfItsFirstSeconds() {
    assertThat(run(4, at -> 100 * at, at -> 0).rate().last60s()).isCloseTo(100, within(0.01));
  }

  @Test
  void errorsOfAMinuteAreCountedSinceTheFirstOfTheirSeries() {
    run(30, at -> 0, at -> 0);
    Recent recent = run(60, at -> 0, at -> at >= 40 ? at - 39 : 0);
    assertThat(recent.errors())
        .containsExactly(new StageError("timeout", 50, START.plusSeconds(40)));
    assertThat(recent.fresh()).containsExactly(Map.entry("timeout", 10L));
  }

  @Test
  void aQuietMinuteEndsASeries() {
    run(10, at -> 0, at -> at >= 5 ? 1 : 0);
    assertThat(run(70, at -> 0, at -> 1).errors()).isEmpty();
    Recent again = run(10, at -> 0, at -> at >= 85 ? 2 : 1);
    assertThat(again.errors()).containsExactly(new StageError("timeout", 1, START.plusSeconds(85)));
  }

  @Test
  void aShortQuietDoesNotEndIt() {
    run(10, at -> 0, at -> at >= 5 ? 1 : 0);
    Recent recent = run(40, at -> 0, at -> at >= 45 ? 2 : 1);
    assertThat(recent.errors()).containsExactly(new StageError("timeout", 2, START.plusSeconds(5)));
  }

  private Recent run(int seconds, IntToDoubleFunction handled, IntToDoubleFunction errors) {
    Recent recent = null;
    for (int i = 0; i < seconds; i++, second++) {
      recent =
          history.add(
              second * 1_000_000_000L,
              START.plusSeconds(second),
              handled.applyAsDouble(second),
              Map.of("timeout", errors.applyAsDouble(second)));
    }
    return recent;
  }
}
