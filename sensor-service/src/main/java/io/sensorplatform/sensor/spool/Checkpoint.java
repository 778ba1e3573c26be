package io.sensorplatform.sensor.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far a directory's records are sent and which segments it must have, durably. A file of two
 * slots of 4 KiB, written in turn, so that the one before outlives a write that is cut short:
 * generation u64, next id to send u64, oldest segment needed u64, newest segment u64, CRC-32C u32
 * of these, zeros.
 */
final class Checkpoint implements Closeable {

  /** What a slot says. */
  record Position(long nextId, long oldest, long newest) {
    static final Position START = new Position(1, 1, 0);
  }

  private record Slot(long generation, Position position) {}

  static final String NAME = "checkpoint";

  private static final int SLOT = 4_096;
  private static final int CRC = 32;

  private final DiskFile file;
  private final int damaged;
  private Slot last;

  private Checkpoint(DiskFile file, Slot last, int damaged) {
    this.file = file;
    this.last = last;
    this.damaged = damaged;
  }

  /** Opens, or makes, that of a directory. {@code start} is what a new one says. */
  static Checkpoint open(Disk disk, Path directory, Position start) throws IOException {
    Path path = directory.resolve(NAME);
    if (!Files.exists(path)) {
      create(disk, path, start);
    }
    DiskFile file = disk.open(path);
    Slot first = read(file, 0);
    Slot second = read(file, 1);
    int damaged = (first == null ? 1 : 0) + (second == null ? 1 : 0);
    Slot last = newer(first, second);
    return new Checkpoint(file, last == null ? new Slot(0, start) : last, damaged);
  }

  /** Slots that were not as they were written. With both of them everything is sent again. */
  int damagedSlots() {
    return damaged;
  }

  synchronized Position position() {
    return last.position;
  }

  /** Returns once it is durable. */
  synchronized void sentBefore(long nextId, long oldest) throws IOException {
    write(new Position(nextId, oldest, last.position.newest));
  }

  /** Returns once it is durable. */
  synchronized void newest(long number) throws IOException {
    write(new Position(last.position.nextId, last.position.oldest, number));
  }

  private void write(Position position) throws IOException {
    if (!position.equals(last.position)) {
      var next = new Slot(last.generation + 1, position);
      write(file, next);
      file.force(false);
      last = next;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }

  private static void create(Disk disk, Path path, Position start) throws IOException {
    Path unfinished = path.resolveSibling(NAME + ".new");
    disk.delete(unfinished);
    try (DiskFile file = disk.create(unfinished)) {
      file.write(ByteBuffer.allocate(2 * SLOT), 0);
      write(file, new Slot(0, start));
      write(file, new Slot(1, start));
      file.force(true);
    }
    disk.move(unfinished, path);
    disk.forceDirectory(path.resolveSibling(""));
  }

  private static void write(DiskFile file, Slot slot) throws IOException {
    file.write(encode(slot), slot.generation % 2 * SLOT);
  }

  private static ByteBuffer encode(Slot slot) {
    Position position = slot.position;
    ByteBuffer out = ByteBuffer.allocate(SLOT);
    out.putLong(slot.generation).putLong(position.nextId);
    out.putLong(position.oldest).putLong(position.newest);
    var crc = new CRC32C();
    crc.update(out.slice(0, CRC));
    out.putInt((int) crc.getValue());
    return out.clear();
  }

  private static @Nullable Slot read(DiskFile file, int index) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(SLOT);
    file.read(in, (long) index * SLOT);
    in.clear();
    var slot = new Slot(in.getLong(0), new Position(in.getLong(8), in.getLong(16), in.getLong(24)));
    boolean inPlace = Math.floorMod(slot.generation, 2) == index;
    return inPlace && encode(slot).equals(in) ? slot : null;
  }

  private static @Nullable Slot newer(@Nullable Slot first, @Nullable Slot second) {
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return first.generation > second.generation ? first : second;
  }
}
