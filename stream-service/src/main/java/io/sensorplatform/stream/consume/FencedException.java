package io.sensorplatform.stream.consume;

import java.util.Set;

/**
 * Somebody else has written these partitions further: what was taken of them is void, and their
 * positions must be read again.
 */
public final class FencedException extends Exception {

  private final transient Set<SourcePartition> partitions;

  public FencedException(Set<SourcePartition> partitions, String detail) {
    super(detail);
    this.partitions = Set.copyOf(partitions);
  }

  public Set<SourcePartition> partitions() {
    return partitions;
  }
}
