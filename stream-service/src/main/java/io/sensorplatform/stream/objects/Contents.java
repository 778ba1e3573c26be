package io.sensorplatform.stream.objects;

import io.sensorplatform.stream.consume.SourcePartition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an archive object holds. The same words stand in the Parquet footer's key-value metadata and
 * in the S3 object's metadata.
 *
 * @param startOffset the first offset that the object accounts for
 * @param endOffset the last one, inclusive; the next object starts at the following offset
 * @param count readings, one row each
 * @param undecodable records that were no readings: accounted for, but without a row (the writer
 *     keeps them as dead letters)
 * @param minObservedAt microseconds since 1970; 0 if there are no rows
 * @param maxObservedAt microseconds since 1970; 0 if there are no rows
 */
public record Contents(
    SourcePartition partition,
    long startOffset,
    long endOffset,
    long count,
    long undecodable,
    long minObservedAt,
    long maxObservedAt) {

  private static final String SCHEMA_VERSION = "1";

  public Contents {
    if (count == 0) {
      minObservedAt = 0;
      maxObservedAt = 0;
    }
  }

  /** Records that it accounts for. */
  public long records() {
    return count + undecodable;
  }

  public Map<String, String> metadata() {
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
   * Reads {@link #metadata} back; leaves other words alone.
   *
   * @throws IllegalArgumentException if these are not the metadata of an archive object
   */
  public static Contents parse(Map<String, String> metadata) {
    try {
      var contents =
          new Contents(
              new SourcePartition(
                  word(metadata, "topic"),
                  UUID.fromString(word(metadata, "topic-id")),
                  Integer.parseInt(word(metadata, "partition"))),
              Long.parseLong(word(metadata, "start-offset")),
              Long.parseLong(word(metadata, "end-offset")),
              Long.parseLong(word(metadata, "count")),
              Long.parseLong(word(metadata, "undecodable")),
              micros(metadata.get("min-observed-at")),
              micros(metadata.get("max-observed-at")));
      if (contents.endOffset < contents.startOffset) {
        throw new IllegalArgumentException("ends before it starts");
      }
      if (contents.count < 0 || contents.undecodable < 0) {
        throw new IllegalArgumentException("less than nothing");
      }
      if (contents.records() > contents.endOffset - contents.startOffset + 1) {
        throw new IllegalArgumentException("more records than offsets");
      }
      return contents;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("not an archive object's metadata: " + metadata, e);
    }
  }

  private static String word(Map<String, String> metadata, String name) {
    var word = metadata.get(name);
    if (word == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return word;
  }

  private static long micros(@Nullable String instant) {
    return instant == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }

  private static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
