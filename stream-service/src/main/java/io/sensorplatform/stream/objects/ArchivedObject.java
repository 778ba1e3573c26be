package io.sensorplatform.stream.objects;

import java.time.Instant;
import java.util.Optional;

/**
 * An object that exists.
 *
 * @param counts empty if there are too many for the footer; {@link ObjectRows} can tell them
 * @param createdAt about when
 */
public record ArchivedObject(
    Contents contents, Optional<HourlyCounts> counts, long bytes, Instant createdAt) {

  public String key() {
    return ObjectKey.of(contents.partition(), contents.startOffset());
  }
}
