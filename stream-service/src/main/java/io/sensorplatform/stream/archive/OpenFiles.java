package io.sensorplatform.stream.archive;

import io.sensorplatform.stream.consume.SourcePartition;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One open file for each partition, within one memory budget, and those that are cut and wait to
 * become objects, in that order.
 */
final class OpenFiles {

  private final WorkDirectory directory;
  private final ZstdCompressor compressor;
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

  OpenFile open(SourcePartition partition, long startOffset, long nowMillis) throws IOException {
    var file =
        new OpenFile(
            directory.file(partition.partition(), startOffset),
            partition,
            startOffset,
            nowMillis,
            compressor);
    open.put(partition, file);
    return file;
  }

  void cut(OpenFile file) throws IOException {
    cut.add(file.cut());
    open.remove(file.partition());
  }

  void cutOpenedBefore(long millis) throws IOException {
    for (var file : List.copyOf(open.values())) {
      if (file.openedMillis() <= millis) {
        cut(file);
      }
    }
  }

  /** The largest files give their memory up until the rest fits. */
  void keepToBudget() throws IOException {
    while (buffered() > memoryBudget) {
      open.values().stream()
          .max(Comparator.comparingLong(OpenFile::buffered))
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
  long oldestMillis() {
    return open.values().stream().mapToLong(OpenFile::openedMillis).min().orElse(Long.MAX_VALUE);
  }

  /** Bytes of all open files in memory. */
  long buffered() {
    return open.values().stream().mapToLong(OpenFile::buffered).sum();
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
