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

  private final Path path;
  private @Nullable FileChannel lock;

  WorkDirectory(Path path) {
    this.path = path;
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
    var channel =
        FileChannel.open(
            path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new IOException("another archiver works in " + path);
    }
    lock = channel;
    try (var leftovers = Files.newDirectoryStream(path, "*.parquet")) {
      for (var leftover : leftovers) {
        Files.delete(leftover);
      }
    }
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
