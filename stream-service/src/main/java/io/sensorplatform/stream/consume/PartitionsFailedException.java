package io.sensorplatform.stream.consume;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The work of these partitions failed while that of others is done: they alone pause, and are taken
 * again from their positions.
 */
public final class PartitionsFailedException extends Exception {

  private final transient Map<SourcePartition, Exception> failures;
  private final transient Map<SourcePartition, OffsetAndMetadata> finished;

  /**
   * @param finished as {@link Stage#finish} answers it
   */
  public PartitionsFailedException(
      Map<SourcePartition, Exception> failures, Map<SourcePartition, OffsetAndMetadata> finished) {
    super(failures.toString());
    this.failures = Map.copyOf(failures);
    this.finished = Map.copyOf(finished);
  }

  public Map<SourcePartition, Exception> failures() {
    return failures;
  }

  Map<SourcePartition, OffsetAndMetadata> finished() {
    return finished;
  }
}
