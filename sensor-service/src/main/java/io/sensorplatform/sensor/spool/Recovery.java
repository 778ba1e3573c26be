package io.sensorplatform.sensor.spool;

import io.sensorplatform.sensor.spool.Checkpoint.Position;
import io.sensorplatform.sensor.spool.Damage.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a directory as some process left it. Only what follows the last forced record of the last
 * segment is cut off; whatever else is not as it was written is told, and read around.
 */
final class Recovery {

  private final Disk disk;
  private final Path directory;
  private final Quarantine quarantine;

  Recovery(Disk disk, Path directory, Quarantine quarantine) {
    this.disk = disk;
    this.directory = directory;
    this.quarantine = quarantine;
  }

  /**
   * @param unsent gets each record that is not known to be sent
   */
  SegmentLog recover(Consumer<SpoolRecord> unsent) throws IOException {
    var files = new TreeMap<Long, Path>();
    for (Path file : list()) {
      if (Segment.isName(file)) {
        files.put(Segment.number(file), file);
      } else if (file.toString().endsWith(SpareSegment.SUFFIX)) {
        disk.delete(file);
      }
    }
    Checkpoint checkpoint = checkpoint(files);
    Position position = checkpoint.position();
    for (Path sent : files.headMap(position.oldest()).values()) {
      disk.delete(sent);
    }
    files.headMap(position.oldest()).clear();
    long newest =
        files.isEmpty() ? position.newest() : Math.max(position.newest(), files.lastKey());
    tellMissing(files, position.oldest(), newest);
    if (newest > position.newest()) {
      checkpoint.newest(newest);
    }
    var headers = new TreeMap<Long, SegmentHeader>();
    for (var file : files.entrySet()) {
      SegmentHeader header = header(file.getValue(), file.getKey());
      if (header != null) {
        headers.put(file.getKey(), header);
      }
    }
    long evidence = position.nextId() - 1;
    var segments = new TreeMap<Long, Segment>();
    for (var file : files.entrySet()) {
      long number = file.getKey();
      SegmentHeader header = headers.get(number);
      SegmentHeader next = headers.get(number + 1);
      var scan = new SegmentScan(disk, file.getValue(), number, header, quarantine);
      try {
        Segment segment =
            next == null
                ? scan.withUnknownEnd(number == newest, evidence)
                : scan.upTo(next.firstId() - 1);
        evidence = Math.max(evidence, Math.max(segment.lastId(), scan.evidence()));
        segments.put(number, segment);
      } catch (IOException e) {
        unreadable(file.getValue(), e);
      }
    }
    var log = new SegmentLog(disk, directory, checkpoint, evidence);
    segments.values().forEach(log::recovered);
    for (Segment segment : segments.values()) {
      if (segment.lastId() >= position.nextId()) {
        SegmentScan.count(disk, segment, position.nextId(), quarantine, unsent);
      }
    }
    log.sentBefore(position.nextId());
    return log;
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private Checkpoint checkpoint(TreeMap<Long, Path> files) throws IOException {
    Path file = directory.resolve(Checkpoint.NAME);
    Position start =
        files.isEmpty() ? Position.START : new Position(1, files.firstKey(), files.lastKey());
    if (!files.isEmpty() && !Files.exists(file)) {
      quarantine.tell(
          new Damage(Kind.CHECKPOINT, file, 0, "missing; all that is here is sent again"));
    }
    Checkpoint checkpoint = Checkpoint.open(disk, directory, start);
    for (int slot = 0; slot < checkpoint.damagedSlots(); slot++) {
      quarantine.tell(
          new Damage(Kind.CHECKPOINT, file, slot, "some that was sent may be sent again"));
    }
    return checkpoint;
  }

  private void tellMissing(TreeMap<Long, Path> files, long oldest, long newest) {
    long expected = oldest;
    for (long there : files.keySet()) {
      tellMissing(expected, there);
      expected = there + 1;
    }
    tellMissing(expected, newest + 1);
  }

  private void tellMissing(long from, long to) {
    if (from < to) {
      Path file = directory.resolve(Segment.name(from));
      quarantine.tell(
          new Damage(Kind.MISSING, file, 0, (to - from) + " segments are gone from here on"));
    }
  }

  private @Nullable SegmentHeader header(Path path, long number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    try (DiskFile file = disk.open(path)) {
      file.read(bytes, 0);
      SegmentHeader header = bytes.hasRemaining() ? null : SegmentHeader.decode(bytes.flip());
      if (header == null || header.number() != number) {
        quarantine.keep(path, file, 0, SegmentHeader.BYTES);
        quarantine.tell(new Damage(Kind.HEADER, path, 0, "its records are read all the same"));
        return null;
      }
      return header;
    }
  }

  private void unreadable(Path file, IOException failure) throws IOException {
    quarantine.tell(new Damage(Kind.RECORD, file, 0, "cannot be read: " + failure));
    quarantine.take(file);
  }
}
