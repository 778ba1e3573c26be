package io.sensorplatform.stream.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.reading.Reading;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Rows in PostgreSQL's binary COPY format (manual, COPY, "Binary Format"), column for column as
 * {@link #COLUMNS}. One buffer is used again and again: no object is made for a row.
 */
final class CopyBuffer {

  static final String COLUMNS =
      "series_key, flags, observed_at, received_at, value, unit, kafka_partition, kafka_offset";

  /** PostgreSQL counts from 2000-01-01T00:00:00Z. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(ISO_8859_1);
  private static final int LONGEST_ROW = 160;
  private static final int CAPACITY = 64 * 1024;
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes = new byte[CAPACITY];
  private int at;

  /** Sends the rows into this table; as one statement, so all or none. */
  void copy(CopyManager manager, String table, List<Row> rows) throws SQLException {
    var copy = manager.copyIn("COPY " + table + " (" + COLUMNS + ") FROM STDIN (FORMAT binary)");
    try {
      begin();
      for (var row : rows) {
        if (at > CAPACITY - LONGEST_ROW) {
          send(copy);
        }
        put(row.seriesKey, row.reading, row.partition.partition(), row.record.offset());
      }
      end();
      send(copy);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void send(CopyIn copy) throws SQLException {
    copy.writeToCopy(bytes, 0, at);
    at = 0;
  }

  void begin() {
    System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
    at = SIGNATURE.length;
    putInt(0); // flags
    putInt(0); // length of the header's extension
  }

  void put(int seriesKey, Reading reading, int kafkaPartition, long kafkaOffset) {
    putShort(8);
    putInt(Integer.BYTES);
    putInt(seriesKey);
    putInt(Integer.BYTES);
    putInt(reading.flags());
    putInt(Long.BYTES);
    putLong(reading.observedAtMicros() - EPOCH_MICROS);
    putInt(Long.BYTES);
    putLong(reading.receivedAtMicros() - EPOCH_MICROS);
    putInt(Double.BYTES);
    putLong(Double.doubleToRawLongBits(reading.value()));
    putText(reading.unit());
    putInt(Short.BYTES);
    putShort(kafkaPartition);
    putInt(Long.BYTES);
    putLong(kafkaOffset);
  }

  void end() {
    putShort(-1);
  }

  byte[] toBytes() {
    return java.util.Arrays.copyOf(bytes, at);
  }

  private void putText(@Nullable String text) {
    if (text == null) {
      putInt(-1);
      return;
    }
    int lengthAt = at;
    at += Integer.BYTES;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        at = lengthAt + Integer.BYTES;
        byte[] utf8 = text.getBytes(UTF_8);
        System.arraycopy(utf8, 0, bytes, at, utf8.length);
        at += utf8.length;
        break;
      }
      bytes[at++] = (byte) c;
    }
    INT.set(bytes, lengthAt, at - lengthAt - Integer.BYTES);
  }

  private void putShort(int value) {
    SHORT.set(bytes, at, (short) value);
    at += Short.BYTES;
  }

  private void putInt(int value) {
    INT.set(bytes, at, value);
    at += Integer.BYTES;
  }

  private void putLong(long value) {
    LONG.set(bytes, at, value);
    at += Long.BYTES;
  }
}
