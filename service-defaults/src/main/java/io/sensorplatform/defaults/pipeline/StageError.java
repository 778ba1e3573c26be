package io.sensorplatform.defaults.pipeline;

import java.time.Instant;

/**
 * Errors of one category at a stage.
 *
 * @param category connection, timeout, validation, authorization, throttled, conflict or unknown
 * @param last60s how many; 0 if what they began still lasts
 * @param since the first of a series without a quiet minute
 */
public record StageError(String category, long last60s, Instant since) {

  StageError plus(StageError other) {
    return new StageError(
        category, last60s + other.last60s, since.isBefore(other.since) ? since : other.since);
  }
}
