package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a stage says of itself.
 *
 * @param say one line
 * @param runbook name of a file in docs/operations/runbooks, without its ending; null if ok
 * @param category of the fault that lasts; null if none does
 * @param since when it began, if the stage knows
 */
public record Finding(
    Verdict verdict,
    String say,
    @Nullable String runbook,
    @Nullable String category,
    @Nullable Instant since) {

  public static Finding ok(String say) {
    return new Finding(Verdict.OK, say, null, null, null);
  }

  public static Finding degraded(String say, String runbook) {
    return new Finding(Verdict.DEGRADED, say, runbook, null, null);
  }

  public static Finding failing(String say, String runbook) {
    return new Finding(Verdict.FAILING, say, runbook, null, null);
  }

  /** This, which lasts since then for a fault of that category. */
  public Finding lasting(Instant from, String ofCategory) {
    return new Finding(verdict, say, runbook, ofCategory, from);
  }

  /** The worse of both; of equals this one. */
  public Finding or(Finding other) {
    return other.verdict.compareTo(verdict) > 0 ? other : this;
  }
}
