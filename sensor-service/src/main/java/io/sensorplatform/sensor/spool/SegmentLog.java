package io.sensorplatform.sensor.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The segments of one directory, from the oldest that holds something to send. */
final class SegmentLog implements Closeable {

  private static final long NONE = 0;

  private final Disk disk;
  private final Path directory;
  private final Checkpoint checkpoint;
  private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
  private volatile long current = NONE;
  private volatile long lastForced;

  /**
   * @param lastForced id of the last record that was forced, here still or not
   */
  SegmentLog(Disk disk, Path directory, Checkpoint checkpoint, long lastForced) {
    this.disk = disk;
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.lastForced = lastForced;
  }

  Path directory() {
    return directory;
  }

  String name() {
    return directory.getFileName().toString();
  }

  /** Id of the last record that is forced. */
  long lastForced() {
    return lastForced;
  }

  /** Id of the first record that may not be sent yet. */
  long firstUnsent() {
    return checkpoint.position().nextId();
  }

  long bytes() {
    return segments.values().stream().mapToLong(Segment::bytes).sum();
  }

  DiskFile open(Segment segment) throws IOException {
    return disk.open(segment.file());
  }

  @Nullable Segment after(long number) {
    Map.Entry<Long, Segment> next = segments.higherEntry(number);
    return next == null ? null : next.getValue();
  }

  @Nullable Segment segment(long number) {
    return segments.get(number);
  }

  /** Whether more may come into this segment. */
  boolean isCurrent(long number) {
    return number == current;
  }

  void recovered(Segment segment) {
    segments.put(segment.number(), segment);
  }

  /** Gives a prepared file, its header forced, its name. It is where records go from now on. */
  Segment begin(Path prepared, SegmentHeader header, long size) throws IOException {
    Path file = directory.resolve(Segment.name(header.number()));
    disk.move(prepared, file);
    disk.forceDirectory(directory);
    checkpoint.newest(header.number());
    long lastId = header.firstId() - 1;
    var segment =
        new Segment(file, header.number(), header.firstId(), SegmentHeader.BYTES, lastId, size);
    current = segment.number();
    segments.put(segment.number(), segment);
    return segment;
  }

  /** Tells that the current segment is forced up to here. */
  void forced(long end, long lastId) {
    lastForced = lastId;
    segments.computeIfPresent(current, (_, segment) -> segment.upTo(end, lastId));
  }

  /** Nothing is written to the current segment any more. */
  void seal() {
    current = NONE;
  }

  long newest() {
    return checkpoint.position().newest();
  }

  /**
   * Records before this id are sent. Durable when it returns; then the segments that hold nothing
   * else are gone.
   */
  synchronized void sentBefore(long id) throws IOException {
    long oldest = newest() + 1;
    for (Segment segment : segments.values()) {
      if (segment.lastId() >= id || isCurrent(segment.number())) {
        oldest = segment.number();
        break;
      }
    }
    checkpoint.sentBefore(id, oldest);
    for (Segment segment : segments.headMap(oldest).values()) {
      disk.delete(segment.file());
      segments.remove(segment.number());
    }
  }

  @Override
  public void close() throws IOException {
    checkpoint.close();
  }
}
