package io.sensorplatform.defaults.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stage as {@code GET /v1/pipeline} shows it.
 *
 * @param say one line: what it does, or what is wrong
 * @param runbook what to do: a file in docs/operations/runbooks without its ending; null if ok
 * @param since when the verdict became what it is
 * @param tasks how many processes told of it
 * @param rate null if nobody knows
 * @param lag null where nothing can wait
 * @param oldest when the oldest reading that it has not finished came; null if there is none
 * @param spool null but for the spool
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StageReport(
    PipelineStage stage,
    Verdict verdict,
    String say,
    @Nullable String runbook,
    Instant since,
    int tasks,
    @Nullable Rate rate,
    @Nullable Lag lag,
    @Nullable Instant oldest,
    List<StageError> errors,
    List<BreakerState> breakers,
    @Nullable SpoolState spool,
    List<PausedPartition> paused) {

  public StageReport {
    errors = List.copyOf(errors);
    breakers = List.copyOf(breakers);
    paused = List.copyOf(paused);
  }

  /** One that nobody tells of. */
  public static StageReport unknown(PipelineStage stage, String say, Instant since) {
    return new StageReport(
        stage,
        Verdict.UNKNOWN,
        say,
        "service-down",
        since,
        0,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        List.of());
  }

  /** This with another word on how it is. */
  public StageReport saying(Verdict other, String line, String book, Instant from) {
    return new StageReport(
        stage, other, line, book, from, tasks, rate, lag, oldest, errors, breakers, spool, paused);
  }
}
