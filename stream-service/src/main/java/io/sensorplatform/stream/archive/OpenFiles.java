package io.sensorplatform.stream.archive;

import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ReadingColumns;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One open file for each partition, within one memory budget, and those that are cut and wait to
 * become objects, in that order.
 */
final class OpenFiles {

  private final WorkDirectory directory;
  private final ZstdCompressor compressor;
  private final ReadingColumns.Names names = new ReadingColumns.Names();
  private final long memoryBudget;
  private final Map<SourcePartition, OpenFile> open = new HashMap<>();
  private final Deque<CutFile> cut = new ArrayDeque<>();

  OpenFiles(WorkDirectory directory, int compressionLevel, long memoryBudget) {
    this.directory = directory;
    this.compressor = new ZstdCompressor(compressionLevel);
    this.memoryBudget = memoryBudget;
  }

  @Nullable OpenFile get(SourcePartition partition) {
    return open.get(partition);
  }

  OpenFile open(SourcePartition partition, long startOffset, OpenFile.Opened opened)
      throws IOException {
    var file =
        new OpenFile(
            directory.file(partition.partition(), startOffset),
            partition,
            startOffset,
            opened,
            compressor,
            names);
    open.put(partition, file);
    return file;
  }

  void cut(OpenFile file) throws IOException {
    cut.add(file.cut());
    open.remove(file.partition());
  }

  List<OpenFile> openedBefore(long millis) {
    return open.values().stream().filter(file -> file.opened().millis() <= millis).toList();
  }

  /** The largest files give their memory up until the rest fits. */
  void keepToBudget() throws IOException {
    while (allocated() > memoryBudget) {
      open.values().stream()
          .max(Comparator.comparingLong(OpenFile::allocated))
          .orElseThrow()
          .endRowGroup();
    }
  }

  /** The cut file whose turn it is. */
  @Nullable CutFile next() {
    return cut.peek();
  }

  /** The one whose turn it was has become an object. */
  void done() {
    cut.remove().delete();
  }

  /** When the oldest open file was opened; the far future if there is none. */
  long openedMillis() {
    return open.values().stream()
        .mapToLong(file -> file.opened().millis())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** When the oldest record of all files here came to Kafka; the far future if there is none. */
  long oldestRecordMillis() {
    var files =
        LongStream.concat(
            open.values().stream().mapToLong(file -> file.opened().oldestMillis()),
            cut.stream().mapToLong(CutFile::oldestMillis));
    return files.min().orElse(Long.MAX_VALUE);
  }

  /** Bytes of all open files in memory. */
  long allocated() {
    return open.values().stream().mapToLong(OpenFile::allocated).sum();
  }

  /** Records of all files here. */
  long records() {
    return open.values().stream().mapToLong(OpenFile::records).sum()
        + cut.stream().mapToLong(file -> file.contents().records()).sum();
  }

  void discard(Set<SourcePartition> partitions) {
    for (var partition : partitions) {
      var file = open.remove(partition);
      if (file != null) {
        file.discard();
      }
    }
    var given = cut.stream().filter(file -> partitions.contains(file.contents().partition()));
    given.toList().forEach(CutFile::delete);
    cut.removeIf(file -> partitions.contains(file.contents().partition()));
  }

  void close() {
    directory.close();
    compressor.close();
  }
}
