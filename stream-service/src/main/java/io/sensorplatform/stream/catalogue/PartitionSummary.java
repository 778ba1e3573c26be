package io.sensorplatform.stream.catalogue;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A partition's objects taken together.
 *
 * @param firstOffset of its first object; greater than 0 if the log had forgotten what came before,
 *     or the oldest objects are gone
 * @param nextOffset behind its last object
 * @param gaps ranges that no object covers
 * @param overlaps ranges that several objects cover
 * @param logEnd the offset that Kafka gives the next record; null if Kafka does not tell
 * @param lag records on Kafka that are in no object yet; null if Kafka does not tell
 */
record PartitionSummary(
    String topic,
    UUID topicId,
    int partition,
    long firstOffset,
    long nextOffset,
    long objects,
    long records,
    long undecodable,
    long bytes,
    List<Range> gaps,
    List<Range> overlaps,
    @Nullable Long logEnd,
    @Nullable Long lag) {

  /** Offsets, both inclusive. */
  record Range(long from, long to) {}

  PartitionSummary {
    gaps = List.copyOf(gaps);
    overlaps = List.copyOf(overlaps);
  }

  PartitionSummary with(List<Range> foundGaps, List<Range> foundOverlaps) {
    return new PartitionSummary(
        topic,
        topicId,
        partition,
        firstOffset,
        nextOffset,
        objects,
        records,
        undecodable,
        bytes,
        foundGaps,
        foundOverlaps,
        logEnd,
        lag);
  }

  PartitionSummary behind(long end) {
    return new PartitionSummary(
        topic,
        topicId,
        partition,
        firstOffset,
        nextOffset,
        objects,
        records,
        undecodable,
        bytes,
        gaps,
        overlaps,
        end,
        Math.max(0, end - nextOffset));
  }
}
