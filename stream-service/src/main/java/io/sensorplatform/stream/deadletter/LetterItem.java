package io.sensorplatform.stream.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A letter in a list.
 *
 * @param traceId of the trace that the reading came with
 * @param edited whether an operator has changed the reading
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LetterItem(
    long id,
    LetterFilter.State state,
    String reason,
    String detail,
    @Nullable String tenant,
    @Nullable String sensorId,
    @Nullable String observedAt,
    String topic,
    int partition,
    long offset,
    int attempts,
    @Nullable Long earlierId,
    boolean edited,
    @Nullable Long replayId,
    @Nullable String traceId,
    int version,
    String createdAt) {

  /**
   * @param next what to send as {@code cursor} for the next page; null if this is the last
   */
  record Page(List<LetterItem> items, @Nullable String next) {}

  static LetterItem of(Letter letter) {
    return new LetterItem(
        letter.id(),
        letter.state(),
        letter.reason(),
        letter.detail(),
        letter.tenant(),
        letter.sensorId(),
        letter.observedAt() == null ? null : Times.format(letter.observedAt()),
        letter.topic(),
        letter.partition(),
        letter.offset(),
        letter.attempts(),
        letter.earlierId(),
        letter.edited() != null,
        letter.replayId(),
        letter.traceId(),
        letter.version(),
        Times.format(letter.createdAt()));
  }
}
