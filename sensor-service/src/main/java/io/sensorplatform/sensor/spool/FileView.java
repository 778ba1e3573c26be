package io.sensorplatform.sensor.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A part of a file in memory, moved on as the reader goes. */
final class FileView {

  private static final int USUAL = 256 << 10;

  private final DiskFile file;
  private byte[] data = new byte[USUAL];
  private long begin;
  private int filled;

  FileView(DiskFile file) {
    this.file = file;
  }

  byte[] data() {
    return data;
  }

  /**
   * Brings bytes of the file into {@link #data}.
   *
   * @param end where the file, as far as it may be looked at, ends: at least offset + length
   * @return where in {@code data} they are
   */
  int load(long offset, int length, long end) throws IOException {
    if (offset < begin || offset + length > begin + filled) {
      if (length > data.length) {
        data = new byte[length];
      }
      int wanted = (int) Math.min(data.length, end - offset);
      ByteBuffer into = ByteBuffer.wrap(data, 0, wanted);
      file.read(into, offset);
      if (into.position() < length) {
        throw new IOException("the file is shorter than it was, at offset " + offset);
      }
      begin = offset;
      filled = into.position();
    }
    return (int) (offset - begin);
  }

  boolean isZero(long from, long end) throws IOException {
    for (long at = from; at < end; at += USUAL) {
      int length = (int) Math.min(USUAL, end - at);
      int index = load(at, length, end);
      for (int i = index; i < index + length; i++) {
        if (data[i] != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
