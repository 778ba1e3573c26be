package io.sensorplatform.sensor.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory that this process alone works on, for as long as this is open. */
final class SpoolDirectory implements Closeable {

  private static final String LOCK = "lock";
  private static final Pattern NAME = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{8}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Those of this JVM: the system's lock is the process's, and closing any channel of the file
   * releases it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private SpoolDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  Path path() {
    return path;
  }

  /** Directories of spools under a root, oldest first. */
  static List<Path> list(Path root) throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /** A new one, its name durable. */
  static SpoolDirectory make(Disk disk, Path root, Instant now) throws IOException {
    String name = "%s-%08x".formatted(TIME.format(now), ThreadLocalRandom.current().nextInt());
    Path unfinished = root.resolve(".new-" + name);
    Path path = root.resolve(name);
    Files.createDirectories(unfinished);
    OWN.add(path);
    try {
      SpoolDirectory made = lock(unfinished, path);
      if (made == null) {
        throw new IOException(unfinished + " is locked, though it is new");
      }
      // Locked before it is seen, so that nobody adopts it.
      disk.move(unfinished, path);
      disk.forceDirectory(root);
      return made;
    } catch (IOException | RuntimeException e) {
      OWN.remove(path);
      throw e;
    }
  }

  /** One that is there; null if somebody has it, or it is going away. */
  static @Nullable SpoolDirectory tryOpen(Path path) throws IOException {
    if (!OWN.add(path)) {
      return null;
    }
    SpoolDirectory opened = null;
    try {
      if (Files.isDirectory(path)) {
        opened = lock(path, path);
      }
    } finally {
      if (opened == null) {
        OWN.remove(path);
      }
    }
    return opened;
  }

  private static @Nullable SpoolDirectory lock(Path at, Path path) throws IOException {
    Path file = at.resolve(LOCK);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
      // Who had it may have removed the directory between.
      if (lock != null && Files.exists(file)) {
        return new SpoolDirectory(path, channel);
      }
      lock = null;
      return null;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  /** Removes the directory with all that is in it. */
  void remove(Disk disk) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        if (!file.endsWith(LOCK)) {
          disk.delete(file);
        }
      }
    }
    disk.delete(path.resolve(LOCK));
    disk.delete(path);
    close();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(path);
    }
  }
}
