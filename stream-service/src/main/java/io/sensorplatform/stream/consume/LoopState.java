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
    /** Kafka does not answer; its client reconnects by itself. */
    DISCONNECTED,
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
   * @param leftOut partitions that wait by themselves while the others go on
   * @param fault what it waits for; null if it does not wait
   */
  record Snapshot(
      Phase phase,
      Instant since,
      int failures,
      @Nullable String reason,
      List<String> partitions,
      long lag,
      long pending,
      List<FailedPartitions.Failed> leftOut,
      @Nullable Fault fault) {

    boolean waits() {
      return phase == Phase.DISCONNECTED || phase == Phase.RETRYING || phase == Phase.PAUSED;
    }

    /**
     * Partitions whose records are not taken now because of a fault. A loop that waits before it
     * has any, since it cannot find out where to begin, counts as one: the alarm shall see it.
     */
    int pausedPartitions() {
      return waits() ? Math.max(1, partitions.size()) : leftOut.size();
    }
  }

  /**
   * What a loop waits for.
   *
   * @param since when the first attempt failed
   * @param kafka whether it is Kafka; otherwise it is the stage's own store
   * @param nextTry null if Kafka's client tries all the time
   */
  record Fault(Instant since, boolean kafka, @Nullable Instant nextTry) {}

  private final Clock clock;
  private volatile Snapshot now;

  LoopState(Clock clock) {
    this.clock = clock;
    now = new Snapshot(Phase.STARTING, clock.instant(), 0, null, List.of(), 0, 0, List.of(), null);
  }

  Snapshot now() {
    return now;
  }

  /**
   * @param kafkaFault why Kafka does not answer; null if it does
   */
  void running(
      @Nullable String kafkaFault,
      List<String> partitions,
      long lag,
      long pending,
      List<FailedPartitions.Failed> leftOut) {
    var phase = kafkaFault == null ? Phase.RUNNING : Phase.DISCONNECTED;
    var fault = kafkaFault == null ? null : new Fault(faultSince(), true, null);
    now =
        new Snapshot(phase, since(phase), 0, kafkaFault, partitions, lag, pending, leftOut, fault);
  }

  /**
   * @param kafka whether it is Kafka that does not answer
   */
  void failed(int failures, String reason, boolean kafka, Instant nextTry) {
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
            before.pending(),
            before.leftOut(),
            new Fault(faultSince(), kafka, nextTry));
  }

  /**
   * While it waits.
   *
   * @param records that Kafka holds and that are not durable
   * @param pending those of them that this loop has taken
   */
  void behind(long records, long pending) {
    var before = now;
    now =
        new Snapshot(
            before.phase(),
            before.since(),
            before.failures(),
            before.reason(),
            before.partitions(),
            Math.max(0, records - pending),
            pending,
            before.leftOut(),
            before.fault());
  }

  void ended(Phase phase, @Nullable String reason) {
    now = new Snapshot(phase, clock.instant(), 0, reason, List.of(), 0, 0, List.of(), null);
  }

  private Instant faultSince() {
    var fault = now.fault();
    return fault == null ? clock.instant() : fault.since();
  }

  private Instant since(Phase phase) {
    var before = now;
    return before.phase() == phase ? before.since() : clock.instant();
  }
}
