package io.sensorplatform.sensor.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first 64 bytes of a segment file, big-endian: magic {@code SPOOLSEG}, version u32, zero u32,
 * number u64, first id u64, zeros, CRC-32C u32 of the 56 bytes before, zero u32. Forced before the
 * file gets its name.
 *
 * @param number of the segment, as in the file's name; never used twice in a directory
 * @param firstId id of the first record; what the segment before holds from this id on was never
 *     acknowledged
 */
record SegmentHeader(long number, long firstId) {

  static final int BYTES = 64;

  private static final long MAGIC = 0x53504F4F4C534547L;
  private static final int VERSION = 1;
  private static final int CRC = 56;

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(number).putLong(firstId);
    out.putInt(CRC, crc(out));
    return out.clear();
  }

  /** Null unless every byte is as it was written. */
  static @Nullable SegmentHeader decode(ByteBuffer bytes) {
    var header = new SegmentHeader(bytes.getLong(16), bytes.getLong(24));
    return header.encode().equals(bytes) ? header : null;
  }

  private static int crc(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.slice(0, CRC));
    return (int) crc.getValue();
  }
}
