package io.sensorplatform.stream.verification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a verification found. Numbers are of this step: a partition that several steps
 * looked at is the sum of them.
 *
 * @param catalogueCompared whether PostgreSQL could be asked what should be there
 * @param next leads on; null when all is checked
 */
record Report(
    String topic,
    Depth depth,
    List<Checked> partitions,
    List<ArchiveProblem> problems,
    boolean catalogueCompared,
    @Nullable String next) {

  enum Depth {
    /** Every footer. */
    footers,
    /** Every byte and row. */
    rows
  }

  /**
   * @param firstOffset of the first object; null if there was none
   * @param lastOffset of the last object, inclusive; null if there was none
   */
  record Checked(
      int partition,
      long objects,
      long records,
      long undecodable,
      long bytes,
      @Nullable Long firstOffset,
      @Nullable Long lastOffset) {}
}
