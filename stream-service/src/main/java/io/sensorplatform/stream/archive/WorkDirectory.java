package io.sensorplatform.stream.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Where one consumer's files grow. Nothing in it outlives the process: Kafka has it all. */
final class WorkDirectory {

  private static final String NAME = "consumer-";

  private final Path path;
  private @Nullable FileChannel lock;

  WorkDirectory(Path path) {
    this.path = path;
  }

  /** That of one of a process's consumers. */
  static WorkDirectory of(Path all, int consumer) {
    return new WorkDirectory(all.resolve(NAME + consumer));
  }

  /**
   * Takes the directory and deletes what a crash left there.
   *
   * @throws IOException if another process has it
   */
  void open() throws IOException {
    if (lock != null) {
      return;
    }
    Files.createDirectories(path);
    var channel = lock(path);
    if (channel == null) {
      throw new IOException("another archiver works in " + path);
    }
    lock = channel;
    deleteFiles(path);
    cleanBeside();
  }

  /** Fewer consumers than before the crash: nobody else would delete what theirs left. */
  private void cleanBeside() throws IOException {
    try (var others = Files.newDirectoryStream(path.resolveSibling("."), NAME + "*")) {
      for (var other : others) {
        if (!Files.isDirectory(other) || other.getFileName().equals(path.getFileName())) {
          continue;
        }
        try (var free = lock(other)) {
          if (free != null) {
            deleteFiles(other);
          }
        }
      }
    }
  }

  private static void deleteFiles(Path directory) throws IOException {
    try (var leftovers = Files.newDirectoryStream(directory, "*.parquet")) {
      for (var leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /** Null if somebody else works there. */
  private static @Nullable FileChannel lock(Path directory) throws IOException {
    var channel =
        FileChannel.open(
            directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (locked(channel)) {
      return channel;
    }
    channel.close();
    return null;
  }

  Path file(int partition, long startOffset) {
    return path.resolve(partition + "-" + startOffset + ".parquet");
  }

  void close() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        // The process ends soon, and the lock with it.
      }
      lock = null;
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
