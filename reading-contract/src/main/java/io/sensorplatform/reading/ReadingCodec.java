package io.sensorplatform.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A reading as Avro single-object encoding (Avro 1.12 specification, "Single-object encoding"):
 * {@code C3 01}, the schema's 64-bit Rabin fingerprint in little-endian order, then the Avro binary
 * body of {@code reading.avsc}. Written by hand because each reading passes here twice; a test
 * holds it byte for byte against Avro's own encoder.
 */
public final class ReadingCodec {

  /** CRC-64-AVRO of the parsing canonical form of {@code reading.avsc}. */
  static final long FINGERPRINT = 0x8DE5CBDDEFB5C7FEL;

  private static final int HEADER_BYTES = 10;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ReadingCodec() {}

  public static byte[] encode(Reading reading) {
    byte[] tenant = reading.tenant().getBytes(UTF_8);
    byte[] sensorId = reading.sensorId().getBytes(UTF_8);
    byte @Nullable [] unit = reading.unit() == null ? null : reading.unit().getBytes(UTF_8);
    long observedAt = zigzag(reading.observedAtMicros());
    long receivedAt = zigzag(reading.receivedAtMicros());
    long flags = zigzag(reading.flags());
    int length =
        HEADER_BYTES
            + textLength(tenant)
            + textLength(sensorId)
            + varintLength(observedAt)
            + Double.BYTES
            + 1
            + (unit == null ? 0 : textLength(unit))
            + varintLength(flags)
            + varintLength(receivedAt);
    byte[] out = new byte[length];
    out[0] = (byte) 0xC3;
    out[1] = 0x01;
    LONG.set(out, 2, FINGERPRINT);
    int at = putText(out, HEADER_BYTES, tenant);
    at = putText(out, at, sensorId);
    at = putVarint(out, at, observedAt);
    LONG.set(out, at, Double.doubleToRawLongBits(reading.value()));
    at += Double.BYTES;
    if (unit == null) {
      out[at++] = 0;
    } else {
      out[at++] = 2;
      at = putText(out, at, unit);
    }
    at = putVarint(out, at, flags);
    putVarint(out, at, receivedAt);
    return out;
  }

  /**
   * The reading in these bytes.
   *
   * @throws MalformedReadingException if they are null, cut short, too long, of another schema, or
   *     hold what a reading may not hold
   */
  public static Reading decode(byte @Nullable [] bytes) throws MalformedReadingException {
    if (bytes == null) {
      throw new MalformedReadingException("no bytes");
    }
    if (bytes.length < HEADER_BYTES || (bytes[0] & 0xFF) != 0xC3 || bytes[1] != 0x01) {
      throw new MalformedReadingException("not Avro single-object encoding, version 1");
    }
    if ((long) LONG.get(bytes, 2) != FINGERPRINT) {
      throw new MalformedReadingException(
          "unknown schema fingerprint %016x".formatted((long) LONG.get(bytes, 2)));
    }
    var in = new Cursor(bytes, HEADER_BYTES);
    String tenant = in.text();
    String sensorId = in.text();
    long observedAt = in.number();
    double value = in.float64();
    String unit = in.optionalText();
    long flags = in.number();
    long receivedAt = in.number();
    if (in.at != bytes.length) {
      throw new MalformedReadingException((bytes.length - in.at) + " bytes too many");
    }
    if (flags < Integer.MIN_VALUE || flags > Integer.MAX_VALUE) {
      throw new MalformedReadingException("flags are not an int: " + flags);
    }
    try {
      return new Reading(tenant, sensorId, observedAt, value, unit, (int) flags, receivedAt);
    } catch (IllegalArgumentException e) {
      throw new MalformedReadingException(String.valueOf(e.getMessage()));
    }
  }

  private static long zigzag(long n) {
    return (n << 1) ^ (n >> 63);
  }

  private static int varintLength(long n) {
    return n == 0 ? 1 : (70 - Long.numberOfLeadingZeros(n)) / 7;
  }

  private static int textLength(byte[] utf8) {
    return varintLength(zigzag(utf8.length)) + utf8.length;
  }

  private static int putVarint(byte[] out, int at, long n) {
    while ((n & ~0x7FL) != 0) {
      out[at++] = (byte) (n | 0x80);
      n >>>= 7;
    }
    out[at++] = (byte) n;
    return at;
  }

  private static int putText(byte[] out, int at, byte[] utf8) {
    at = putVarint(out, at, zigzag(utf8.length));
    System.arraycopy(utf8, 0, out, at, utf8.length);
    return at + utf8.length;
  }

  private static final class Cursor {
    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    long number() throws MalformedReadingException {
      long n = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        need(1);
        byte b = bytes[at++];
        n |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return (n >>> 1) ^ -(n & 1);
        }
      }
      throw new MalformedReadingException("a number longer than 64 bits at byte " + at);
    }

    double float64() throws MalformedReadingException {
      need(Double.BYTES);
      double value = Double.longBitsToDouble((long) LONG.get(bytes, at));
      at += Double.BYTES;
      return value;
    }

    String text() throws MalformedReadingException {
      long length = number();
      if (length < 0) {
        throw new MalformedReadingException("negative length at byte " + at);
      }
      need(length);
      String text = new String(bytes, at, (int) length, UTF_8);
      at += (int) length;
      return text;
    }

    @Nullable String optionalText() throws MalformedReadingException {
      long branch = number();
      if (branch == 0) {
        return null;
      }
      if (branch == 1) {
        return text();
      }
      throw new MalformedReadingException("unknown union branch " + branch);
    }

    private void need(long count) throws MalformedReadingException {
      if (count > bytes.length - at) {
        throw new MalformedReadingException("cut short at byte " + at);
      }
    }
  }
}
