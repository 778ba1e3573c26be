package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stage tells of now, beside what was counted.
 *
 * @param oldest when the oldest reading that it has not finished was received, or taken by Kafka
 */
public record StageState(
    Finding finding,
    @Nullable Lag lag,
    @Nullable Instant oldest,
    List<BreakerState> breakers,
    @Nullable SpoolState spool,
    List<PausedPartition> paused) {

  public StageState {
    breakers = List.copyOf(breakers);
    paused = List.copyOf(paused);
  }

  public static StageState of(Finding finding) {
    return new StageState(finding, null, null, List.of(), null, List.of());
  }

  /**
   * @param now what the seconds are counted back from
   */
  public StageState behind(long records, @Nullable Double seconds, Instant now) {
    Instant first =
        seconds == null || seconds <= 0 ? null : now.minusMillis(Math.round(seconds * 1e3));
    return new StageState(finding, new Lag(records, seconds), first, breakers, spool, paused);
  }

  public StageState with(SpoolState known) {
    return new StageState(finding, lag, oldest, breakers, known, paused);
  }

  public StageState breakers(List<BreakerState> all) {
    return new StageState(finding, lag, oldest, all, spool, paused);
  }

  public StageState paused(List<PausedPartition> all) {
    return new StageState(finding, lag, oldest, breakers, spool, all);
  }
}
