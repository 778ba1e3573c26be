package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A partition whose records are not taken because of a fault.
 *
 * @param since when it failed first
 * @param nextTry null if its client tries all the time
 */
public record PausedPartition(
    String partition, Instant since, String why, @Nullable Instant nextTry) {

  private static final int LONGEST_REASON = 200;

  public PausedPartition {
    if (why.length() > LONGEST_REASON) {
      why = why.substring(0, LONGEST_REASON);
    }
  }
}
