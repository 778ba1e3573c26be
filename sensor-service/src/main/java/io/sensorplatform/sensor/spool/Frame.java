package io.sensorplatform.sensor.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record's bytes in a segment, all numbers big-endian:
 *
 * <pre>
 *  0  u32  length of the payload; never 0, so that 0 is the end
 *  4  u32  CRC-32C of segment number u64, id u64, length u32, payload
 *  8  u64  id, one more than the record's before
 * 16       payload:
 *          u64  highest id known to be forced when this was written
 *          u64  received at, microseconds since 1970
 *          u8   length of the tenant's name, and the name
 *          u8   length of the traceparent, 0 for none, and the traceparent
 *          u32  readings, each: u16 length, u16 stripe, the reading's bytes
 *          zeros up to a multiple of 8
 * </pre>
 */
final class Frame {

  static final int HEADER = 16;

  /** The smallest there can be: no tenant, no trace, no readings. */
  static final int SMALLEST = align(HEADER + 8 + 8 + 1 + 1 + 4);

  private static final int CRC = 4;
  private static final int ID = 8;
  private static final int FORCED = HEADER;

  private Frame() {}

  /** A frame that {@link #seal} makes whole. */
  static byte[] of(SpoolRecord record) {
    byte[] tenant = record.tenant().getBytes(US_ASCII);
    byte[] trace =
        record.traceparent() == null ? new byte[0] : record.traceparent().getBytes(US_ASCII);
    long length = 8 + 8 + 1 + tenant.length + 1 + trace.length + 4;
    for (byte[] reading : record.readings()) {
      length += 4 + reading.length;
    }
    byte[] frame = new byte[align(Math.toIntExact(HEADER + length))];
    ByteBuffer out = ByteBuffer.wrap(frame);
    out.putInt((int) length).position(HEADER + 8);
    out.putLong(record.receivedAtMicros());
    out.put((byte) tenant.length).put(tenant);
    out.put((byte) trace.length).put(trace);
    out.putInt(record.count());
    for (int i = 0; i < record.count(); i++) {
      byte[] reading = record.readings().get(i);
      if (reading.length > 0xFFFF) {
        throw new IllegalArgumentException("a reading of " + reading.length + " bytes");
      }
      out.putShort((short) reading.length).putChar(record.stripes()[i]).put(reading);
    }
    return frame;
  }

  /** A record without readings. */
  static byte[] mark() {
    return of(new SpoolRecord("", 0, null, List.of(), new char[0]));
  }

  static void seal(byte[] frame, long segment, long id, long forced) {
    ByteBuffer out = ByteBuffer.wrap(frame);
    out.putLong(ID, id).putLong(FORCED, forced);
    int length = out.getInt(0);
    out.putInt(CRC, crc(frame, 0, length, segment, id));
  }

  /** Length of the whole frame; 0 if there cannot be one of so many bytes. */
  static int length(byte[] data, int at, long available) {
    int payload = ByteBuffer.wrap(data).getInt(at);
    if (payload < SMALLEST - HEADER - 7 || payload > available - HEADER) {
      return 0;
    }
    int whole = align(HEADER + payload);
    return whole > available ? 0 : whole;
  }

  static long id(byte[] data, int at) {
    return ByteBuffer.wrap(data).getLong(at + ID);
  }

  static long forced(byte[] data, int at) {
    return ByteBuffer.wrap(data).getLong(at + FORCED);
  }

  static boolean isSound(byte[] data, int at, long segment) {
    ByteBuffer in = ByteBuffer.wrap(data);
    int length = in.getInt(at);
    return in.getInt(at + CRC) == crc(data, at, length, segment, in.getLong(at + ID));
  }

  /** Whether only zeros fill the frame up. */
  static boolean isPaddingSound(byte[] data, int at) {
    int end = HEADER + ByteBuffer.wrap(data).getInt(at);
    for (int i = end; i < align(end); i++) {
      if (data[at + i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** What a sound frame holds; null if it is not of this form, which nothing of ours writes. */
  static @Nullable SpoolRecord record(byte[] data, int at) {
    ByteBuffer in = ByteBuffer.wrap(data);
    in.limit(at + HEADER + in.getInt(at)).position(at + HEADER + 8);
    try {
      long receivedAt = in.getLong();
      String tenant = text(in);
      String trace = text(in);
      int count = in.getInt();
      if (count < 0 || count > in.remaining() / 4) {
        return null;
      }
      var readings = new ArrayList<byte[]>(count);
      char[] stripes = new char[count];
      for (int i = 0; i < count; i++) {
        byte[] reading = new byte[Short.toUnsignedInt(in.getShort())];
        stripes[i] = in.getChar();
        in.get(reading);
        readings.add(reading);
      }
      return in.hasRemaining()
          ? null
          : new SpoolRecord(tenant, receivedAt, trace.isEmpty() ? null : trace, readings, stripes);
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[Byte.toUnsignedInt(in.get())];
    in.get(text);
    return new String(text, US_ASCII);
  }

  private static int crc(byte[] data, int at, int length, long segment, long id) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(20).putLong(segment).putLong(id).putInt(length).flip());
    crc.update(data, at + HEADER, length);
    return (int) crc.getValue();
  }

  private static int align(int length) {
    return Math.addExact(length, 7) & ~7;
  }
}
