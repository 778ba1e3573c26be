package io.sensorplatform.stream.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a replay of one letter would do.
 *
 * @param wouldReplay whether it would be sent
 * @param skip why not: a stable code
 * @param decodes whether there is a reading to send
 * @param inRange whether the writer takes readings of that instant
 * @param replaces what is stored for the same sensor and instant, and would be replaced
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DryRun(
    long id,
    boolean wouldReplay,
    @Nullable String skip,
    boolean decodes,
    boolean inRange,
    @Nullable ReadingText reading,
    @Nullable Replaced replaces) {

  /**
   * @param newer whether it was received later than the letter's reading
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Replaced(double value, @Nullable String unit, String receivedAt, boolean newer) {}

  static DryRun of(Verdicts.Verdict verdict, boolean inRange) {
    var stored = verdict.stored();
    var reading = verdict.reading();
    return new DryRun(
        verdict.letter().id(),
        verdict.skip() == null,
        verdict.skip(),
        reading != null,
        inRange,
        ReadingText.of(reading),
        stored == null || reading == null
            ? null
            : new Replaced(
                stored.value(),
                stored.unit(),
                Times.format(stored.receivedAt()),
                stored.receivedAt().isAfter(Times.ofMicros(reading.receivedAtMicros()))));
  }
}
