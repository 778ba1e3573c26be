package io.sensorplatform.stream.objects;

import io.sensorplatform.stream.consume.SourcePartition;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Names of archive objects: {@code readings/v1/topic=<topic>/partition=<partition>/<start offset,
 * 20 digits>.parquet}. Hive-style, so that query engines see the partitions; the digits make the
 * names sort as the offsets do.
 */
public final class ObjectKey {

  /** What all keys of the archive begin with. */
  static final String ROOT = "readings/v1/";

  private static final String SUFFIX = ".parquet";
  private static final Pattern NAME = Pattern.compile("(\\d{20})\\.parquet");
  private static final Pattern PARTITION = Pattern.compile("partition=(0|[1-9]\\d{0,8})/");

  private ObjectKey() {}

  /** What all keys of this topic begin with. */
  public static String prefix(String topic) {
    return ROOT + "topic=" + topic + "/";
  }

  /** Whether a prefix right below the archive's is one of a topic. */
  static boolean isTopic(String prefix) {
    return prefix.startsWith(ROOT + "topic=")
        && prefix.indexOf('/', ROOT.length()) == prefix.length() - 1;
  }

  public static String prefix(String topic, int partition) {
    return prefix(topic) + "partition=" + partition + "/";
  }

  static String prefix(SourcePartition partition) {
    return prefix(partition.topic(), partition.partition());
  }

  /** The partition whose keys begin with this; empty if the archiver did not name it. */
  static OptionalInt partition(String topic, String prefix) {
    if (!prefix.startsWith(prefix(topic))) {
      return OptionalInt.empty();
    }
    var name = PARTITION.matcher(prefix.substring(prefix(topic).length()));
    return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
  }

  public static String of(SourcePartition partition, long startOffset) {
    return of(partition.topic(), partition.partition(), startOffset);
  }

  public static String of(String topic, int partition, long startOffset) {
    return before(topic, partition, startOffset) + SUFFIX;
  }

  /** Sorts right before the object that starts at this offset. */
  static String before(String topic, int partition, long startOffset) {
    return prefix(topic, partition) + "%020d".formatted(startOffset);
  }

  /** The start offset in an object's key; empty if the archiver did not name it. */
  public static OptionalLong startOffset(String topic, int partition, String key) {
    var prefix = prefix(topic, partition);
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
