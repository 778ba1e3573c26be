package io.sensorplatform.stream.archive;

import io.sensorplatform.stream.consume.SourcePartition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What an archive object holds. The same words stand in the Parquet footer's key-value metadata and
 * in the S3 object's metadata.
 *
 * @param startOffset the first offset that the object accounts for
 * @param endOffset the last one, inclusive; the next object starts at the following offset
 * @param count readings, one row each
 * @param undecodable records that were no readings: accounted for, but without a row (the writer
 *     keeps them as dead letters)
 * @param minObservedAt microseconds since 1970; meaningless if there are no rows
 * @param maxObservedAt microseconds since 1970; meaningless if there are no rows
 */
record Contents(
    SourcePartition partition,
    long startOffset,
    long endOffset,
    long count,
    long undecodable,
    long minObservedAt,
    long maxObservedAt) {

  private static final String SCHEMA_VERSION = "1";

  /** Where an object begins and ends, as its metadata tell. */
  record Range(UUID topicId, long startOffset, long endOffset) {}

  /** Records that it accounts for. */
  long records() {
    return count + undecodable;
  }

  Map<String, String> metadata() {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("topic", partition.topic());
    metadata.put("topic-id", partition.topicId().toString());
    metadata.put("partition", Integer.toString(partition.partition()));
    metadata.put("start-offset", Long.toString(startOffset));
    metadata.put("end-offset", Long.toString(endOffset));
    metadata.put("count", Long.toString(count));
    metadata.put("undecodable", Long.toString(undecodable));
    if (count > 0) {
      metadata.put("min-observed-at", instant(minObservedAt));
      metadata.put("max-observed-at", instant(maxObservedAt));
    }
    metadata.put("schema-version", SCHEMA_VERSION);
    return metadata;
  }

  /**
   * @throws IllegalArgumentException if these are not the metadata of an archive object
   */
  static Range range(Map<String, String> metadata) {
    try {
      var range =
          new Range(
              UUID.fromString(metadata.getOrDefault("topic-id", "")),
              Long.parseLong(metadata.getOrDefault("start-offset", "")),
              Long.parseLong(metadata.getOrDefault("end-offset", "")));
      if (range.endOffset() < range.startOffset()) {
        throw new IllegalArgumentException("ends before it starts");
      }
      return range;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an archive object's metadata: " + metadata, e);
    }
  }

  private static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
