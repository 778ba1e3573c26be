package io.sensorplatform.sensor.spool;

import io.sensorplatform.sensor.spool.Step.Hole;
import io.sensorplatform.sensor.spool.Step.Sound;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a segment's records in order. Where there is none it looks for the next one at each
 * multiple of 8: an id that can be there, and the CRC with this segment's number, leave no room for
 * bytes that only look like one.
 */
final class SegmentReader implements Closeable {

  private final DiskFile file;
  private final FileView view;
  private final long number;
  private long at = SegmentHeader.BYTES;
  private long expected;

  /**
   * @param firstId id of the first record; 0 if that is not known
   */
  SegmentReader(DiskFile file, long number, long firstId) {
    this.file = file;
    this.view = new FileView(file);
    this.number = number;
    this.expected = firstId;
  }

  /** Id of the next record. */
  long expected() {
    return expected;
  }

  /** Offset of the next record. */
  long offset() {
    return at;
  }

  /**
   * The next record or hole; null at the end.
   *
   * @param end offset up to which the file may be read
   * @param lastId highest id that can be there; if {@link Hole#NONE}, zeros up to the end are no
   *     hole
   */
  @Nullable Step next(long end, long lastId) throws IOException {
    if (expected > lastId) {
      return null;
    }
    long offset = at;
    if (offset >= end) {
      return lastId == Hole.NONE ? null : rest(offset, offset, lastId);
    }
    Sound here = soundAt(offset, end, lastId);
    if (here != null) {
      at = here.end();
      expected = here.id() + 1;
      return here;
    }
    if (lastId == Hole.NONE && view.isZero(offset, end)) {
      at = end;
      return null;
    }
    for (long look = offset + 8; look + Frame.SMALLEST <= end; look += 8) {
      here = soundAt(look, end, lastId);
      if (here != null) {
        var hole = new Hole(offset, look, expected, here.id());
        at = look;
        expected = here.id();
        return hole;
      }
    }
    return rest(offset, end, lastId);
  }

  private Hole rest(long offset, long end, long lastId) {
    var hole = new Hole(offset, end, expected, Hole.NONE);
    at = end;
    expected = lastId == Hole.NONE ? expected : lastId + 1;
    return hole;
  }

  boolean isZero(long from, long end) throws IOException {
    return view.isZero(from, end);
  }

  private @Nullable Sound soundAt(long offset, long end, long lastId) throws IOException {
    if (end - offset < Frame.SMALLEST) {
      return null;
    }
    int index = view.load(offset, Frame.HEADER, end);
    int length = Frame.length(view.data(), index, end - offset);
    long id = Frame.id(view.data(), index);
    if (length == 0 || !isPlausible(id, offset, lastId)) {
      return null;
    }
    index = view.load(offset, length, end);
    if (!Frame.isSound(view.data(), index, number)) {
      return null;
    }
    SpoolRecord record = Frame.record(view.data(), index);
    return record == null
        ? null
        : new Sound(
            record,
            offset,
            offset + length,
            id,
            Frame.forced(view.data(), index),
            Frame.isPaddingSound(view.data(), index));
  }

  private boolean isPlausible(long id, long offset, long lastId) {
    if (id < 1 || id > lastId) {
      return false;
    }
    return expected == 0 || (id >= expected && id - expected <= (offset - at) / Frame.SMALLEST);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
