package io.sensorplatform.defaults.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What a stage has before it.
 *
 * @param records that have reached it and are not done
 * @param seconds that the oldest of them has waited; null if that is not known
 */
public record Lag(long records, @Nullable Double seconds) {

  /** Of two processes: each has its own records, and who waits longest counts. */
  Lag plus(Lag other) {
    Double longest =
        seconds == null
            ? other.seconds
            : other.seconds == null ? seconds : Double.valueOf(Math.max(seconds, other.seconds));
    return new Lag(records + other.records, longest);
  }
}
