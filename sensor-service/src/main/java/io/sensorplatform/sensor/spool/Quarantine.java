package io.sensorplatform.sensor.spool;

import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.sensor.spool.Damage.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of damage, once for each place, and keeps the bytes for who wants to look at them. */
final class Quarantine {

  private static final Logger log = LoggerFactory.getLogger(Quarantine.class);
  private static final int TOLD = 20;
  private static final int REMEMBERED = 10_000;
  private static final int BLOCK = 1 << 20;

  private final Disk disk;
  private final Path directory;
  private final SpoolMetrics metrics;
  private final Set<String> known = new HashSet<>();
  private final Deque<Damage> latest = new ArrayDeque<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

  Quarantine(Disk disk, Path directory, SpoolMetrics metrics) {
    this.disk = disk;
    this.directory = directory;
    this.metrics = metrics;
  }

  synchronized void tell(Damage damage) {
    if (known.size() < REMEMBERED
        && !known.add(damage.kind() + " " + damage.offset() + " " + damage.file())) {
      return;
    }
    metrics.damaged(damage.kind());
    counts.merge(damage.kind(), 1, Integer::sum);
    if (latest.size() == TOLD) {
      latest.removeFirst();
    }
    latest.addLast(damage);
    if (damage.kind() == Kind.TORN) {
      log.info("Cut off at offset {} of {}: {}", damage.offset(), damage.file(), damage.detail());
    } else {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.SPOOL_DAMAGED)
          .log(
              "Damage ({}) at offset {} of {}: {}",
              damage.kind().tag(),
              damage.offset(),
              damage.file(),
              damage.detail());
    }
  }

  /**
   * Keeps bytes of a file, which stays as it is.
   *
   * @return whether they are kept, durably
   */
  boolean keep(Path from, DiskFile file, long offset, long end) {
    String name =
        String.format(
            Locale.ROOT,
            "%s-%s-%d",
            from.resolveSibling("").getFileName(),
            from.getFileName(),
            offset);
    Path to = directory.resolve(name);
    if (Files.exists(to)) {
      return true;
    }
    try {
      Files.createDirectories(directory);
      Path unfinished = directory.resolve(name + ".new");
      disk.delete(unfinished);
      try (DiskFile copy = disk.create(unfinished)) {
        for (long at = offset; at < end; at += BLOCK) {
          ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, end - at));
          file.read(block, at);
          copy.write(block.flip(), at - offset);
        }
        copy.force(true);
      }
      disk.move(unfinished, to);
      disk.forceDirectory(directory);
      return true;
    } catch (IOException e) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.SPOOL_DAMAGED)
          .log("Damaged bytes of {} cannot be kept aside in {}: {}", from, to, e.toString());
      return false;
    }
  }

  /** Keeps one reading that nobody takes. */
  void keep(String name, byte[] reading, String reason) throws IOException {
    Files.createDirectories(directory);
    Path to = directory.resolve(name);
    tell(new Damage(Kind.READING, to, 0, reason));
    if (!Files.exists(to)) {
      Path unfinished = directory.resolve(name + ".new");
      disk.delete(unfinished);
      try (DiskFile copy = disk.create(unfinished)) {
        copy.write(ByteBuffer.wrap(reading), 0);
        copy.force(true);
      }
      disk.move(unfinished, to);
      disk.forceDirectory(directory);
    }
  }

  /** Takes a whole file that cannot be read. */
  void take(Path file) throws IOException {
    Files.createDirectories(directory);
    disk.move(
        file, directory.resolve(file.resolveSibling("").getFileName() + "-" + file.getFileName()));
    disk.forceDirectory(directory);
  }

  synchronized List<Damage> latest() {
    return List.copyOf(latest);
  }

  synchronized Map<Kind, Integer> counts() {
    return Map.copyOf(counts);
  }
}
