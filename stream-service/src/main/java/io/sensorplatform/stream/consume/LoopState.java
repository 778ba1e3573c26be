package io.sensorplatform.stream.consume;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a loop is doing now. Written by its thread, read by health and metrics. */
final class LoopState {

  enum Phase {
    STARTING,
    RUNNING,
    /** A fault a short while ago; tried again after a wait. */
    RETRYING,
    /** A lasting fault; tried again every 16 s. */
    PAUSED,
    STOPPED,
    /** The thread is dead by a defect. */
    DEAD
  }

  /**
   * @param since when the phase began
   * @param failures attempts that failed in a row
   * @param reason why it does not run; null when it does
   * @param lag records that Kafka holds and this loop has not taken
   * @param pending records taken and not yet durable
   */
  record Snapshot(
      Phase phase,
      Instant since,
      int failures,
      @Nullable String reason,
      List<String> partitions,
      long lag,
      long pending) {}

  private final Clock clock;
  private volatile Snapshot now;

  LoopState(Clock clock) {
    this.clock = clock;
    now = new Snapshot(Phase.STARTING, clock.instant(), 0, null, List.of(), 0, 0);
  }

  Snapshot now() {
    return now;
  }

  void running(List<String> partitions, long lag, long pending) {
    now = new Snapshot(Phase.RUNNING, since(Phase.RUNNING), 0, null, partitions, lag, pending);
  }

  void failed(int failures, String reason) {
    var phase = failures > Backoff.LADDER ? Phase.PAUSED : Phase.RETRYING;
    var before = now;
    now =
        new Snapshot(
            phase,
            since(phase),
            failures,
            reason,
            before.partitions(),
            before.lag(),
            before.pending());
  }

  void ended(Phase phase, @Nullable String reason) {
    now = new Snapshot(phase, clock.instant(), 0, reason, List.of(), 0, 0);
  }

  private Instant since(Phase phase) {
    var before = now;
    return before.phase() == phase ? before.since() : clock.instant();
  }
}
