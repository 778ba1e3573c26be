package io.sensorplatform.sensor.spool;

import io.sensorplatform.sensor.spool.Damage.Kind;
import io.sensorplatform.sensor.spool.Step.Hole;
import io.sensorplatform.sensor.spool.Step.Sound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds out how far a segment's records go. */
final class SegmentScan {

  private final Disk disk;
  private final Path path;
  private final long number;
  private final long firstId;
  private final Quarantine quarantine;
  private long evidence;

  SegmentScan(
      Disk disk, Path path, long number, @Nullable SegmentHeader header, Quarantine quarantine) {
    this.disk = disk;
    this.path = path;
    this.number = number;
    this.firstId = header == null ? 0 : header.firstId();
    this.quarantine = quarantine;
    this.evidence = firstId - 1;
  }

  /** Highest id that this segment proves to have been forced. */
  long evidence() {
    return evidence;
  }

  /** A segment of which the next one tells the last acknowledged record. */
  Segment upTo(long lastId) throws IOException {
    try (DiskFile file = disk.open(path)) {
      return new Segment(path, number, firstId, file.size(), lastId, file.size());
    }
  }

  /**
   * A segment that no other tells the end of.
   *
   * @param cut whether what was never acknowledged is cut off: in the last one
   * @param forced highest id known to have been forced
   */
  Segment withUnknownEnd(boolean cut, long forced) throws IOException {
    evidence = Math.max(evidence, forced);
    try (var reader = new SegmentReader(disk.open(path), number, firstId);
        DiskFile file = disk.open(path)) {
      long size = file.size();
      long end = SegmentHeader.BYTES;
      long lastId = firstId == 0 ? forced : firstId - 1;
      List<Hole> holes = new ArrayList<>();
      for (Step step; (step = reader.next(size, Hole.NONE)) != null; ) {
        switch (step) {
          case Sound sound -> {
            end = sound.end();
            lastId = sound.id();
            evidence = Math.max(evidence, sound.forced());
          }
          case Hole hole -> holes.add(hole);
        }
      }
      Hole torn = cut ? firstTorn(holes) : null;
      if (torn != null) {
        end = torn.from();
        lastId = torn.firstId() - 1;
      } else if (!holes.isEmpty() && holes.getLast().nextId() == Hole.NONE) {
        // With every record behind it lost too: their number is known only if they were forced.
        end = holes.getLast().end();
        lastId = cut ? evidence : lastId + 1;
      }
      if (cut) {
        cut(file, end, size);
      }
      return new Segment(path, number, firstId, end, lastId, cut ? end : size);
    }
  }

  /** Gives the records from an id on, and tells of all damage. */
  static void count(
      Disk disk, Segment segment, long fromId, Quarantine quarantine, Consumer<SpoolRecord> records)
      throws IOException {
    try (var reader =
        new SegmentReader(disk.open(segment.file()), segment.number(), segment.firstId())) {
      for (Step step; (step = reader.next(segment.end(), segment.lastId())) != null; ) {
        switch (step) {
          case Sound sound -> {
            if (!sound.paddingSound()) {
              tellPadding(disk, segment, sound, quarantine);
            }
            if (sound.id() >= fromId) {
              records.accept(sound.record());
            }
          }
          case Hole hole -> tellHole(disk, segment, hole, quarantine);
        }
      }
      long rest = reader.offset();
      if (!reader.isZero(rest, segment.end())) {
        keep(disk, segment, rest, segment.end(), quarantine);
        quarantine.tell(
            new Damage(
                Kind.TORN,
                segment.file(),
                rest,
                "what follows was never acknowledged; kept aside"));
      }
    }
  }

  static void tellHole(Disk disk, Segment segment, Hole hole, Quarantine quarantine)
      throws IOException {
    keep(disk, segment, hole.from(), hole.end(), quarantine);
    String lost =
        hole.nextId() == Hole.NONE
            ? "from record %d to the last, %d".formatted(hole.firstId(), segment.lastId())
            : "from record %d to before %d".formatted(hole.firstId(), hole.nextId());
    quarantine.tell(
        new Damage(
            Kind.RECORD,
            segment.file(),
            hole.from(),
            "%d bytes, %s; kept aside".formatted(hole.end() - hole.from(), lost)));
  }

  static void tellPadding(Disk disk, Segment segment, Sound sound, Quarantine quarantine)
      throws IOException {
    keep(disk, segment, sound.offset(), sound.end(), quarantine);
    quarantine.tell(
        new Damage(
            Kind.PADDING, segment.file(), sound.offset(), "record " + sound.id() + " is whole"));
  }

  private static void keep(Disk disk, Segment segment, long from, long end, Quarantine quarantine)
      throws IOException {
    try (DiskFile file = disk.open(segment.file())) {
      quarantine.keep(segment.file(), file, from, end);
    }
  }

  /** The first hole that no record proves to have been forced. */
  private @Nullable Hole firstTorn(List<Hole> holes) {
    return holes.stream().filter(hole -> hole.firstId() > evidence).findFirst().orElse(null);
  }

  private void cut(DiskFile file, long end, long size) throws IOException {
    boolean zero;
    try (var reader = new SegmentReader(disk.open(path), number, firstId)) {
      zero = reader.isZero(end, size);
    }
    if (zero || quarantine.keep(path, file, end, size)) {
      file.truncate(end);
      file.force(true);
    }
    if (!zero) {
      quarantine.tell(
          new Damage(
              Kind.TORN, path, end, "what follows was never acknowledged; cut and kept aside"));
    }
  }
}
