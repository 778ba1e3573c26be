package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows one stage: what it counts, and since when it is as it is. Used by one thread. */
final class StageTrack {

  private final StageSource source;
  private final StageHistory history;
  private @Nullable Verdict verdict;
  private Instant since = Instant.EPOCH;

  StageTrack(StageSource source) {
    this.source = source;
    this.history = new StageHistory(source.unit());
  }

  StageReport look(long nanos, Instant now) {
    Recent recent = history.add(nanos, now, source.handled(), source.errors());
    StageState state = source.state(recent);
    Finding finding = state.finding();
    if (finding.verdict() != verdict) {
      verdict = finding.verdict();
      since = finding.since() == null ? now : finding.since();
    }
    return new StageReport(
        source.stage(),
        finding.verdict(),
        finding.say(),
        finding.runbook(),
        since,
        1,
        recent.rate(),
        state.lag(),
        state.oldest(),
        errors(recent.errors(), finding),
        state.breakers(),
        state.spool(),
        state.paused());
  }

  /** What lasts is told also when it was tried for the last time more than a minute ago. */
  private List<StageError> errors(List<StageError> counted, Finding finding) {
    if (finding.category() == null) {
      return counted;
    }
    var lasting = new StageError(finding.category(), 0, since);
    List<StageError> all = new ArrayList<>();
    boolean known = false;
    for (StageError error : counted) {
      boolean same = error.category().equals(lasting.category());
      known |= same;
      all.add(same ? error.plus(lasting) : error);
    }
    if (!known) {
      all.add(lasting);
    }
    return all;
  }
}
