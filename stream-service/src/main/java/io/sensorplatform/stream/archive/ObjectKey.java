package io.sensorplatform.stream.archive;

import io.sensorplatform.stream.consume.SourcePartition;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Names of archive objects: {@code readings/v1/topic=<topic>/partition=<partition>/<start offset,
 * 20 digits>.parquet}. Hive-style, so that query engines see the partitions; the digits make the
 * names sort as the offsets do.
 */
final class ObjectKey {

  private static final String SUFFIX = ".parquet";
  private static final Pattern NAME = Pattern.compile("(\\d{20})\\.parquet");

  private ObjectKey() {}

  static String prefix(SourcePartition partition) {
    return "readings/v1/topic=" + partition.topic() + "/partition=" + partition.partition() + "/";
  }

  static String of(SourcePartition partition, long startOffset) {
    return before(partition, startOffset) + SUFFIX;
  }

  /** Sorts right before the object that starts at this offset. */
  static String before(SourcePartition partition, long startOffset) {
    return prefix(partition) + "%020d".formatted(startOffset);
  }

  /** The start offset in an object's key; empty if the archiver did not name it. */
  static OptionalLong startOffset(SourcePartition partition, String key) {
    var prefix = prefix(partition);
    if (!key.startsWith(prefix)) {
      return OptionalLong.empty();
    }
    var name = NAME.matcher(key.substring(prefix.length()));
    if (!name.matches()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name.group(1)));
    } catch (NumberFormatException e) {
      // 20 digits can say more than an offset has.
      return OptionalLong.empty();
    }
  }
}
