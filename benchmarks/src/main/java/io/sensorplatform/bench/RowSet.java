package io.sensorplatform.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sensorplatform.reading.Reading;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Readings of 1,000 sensors, one a second each, in the order in which they would arrive. Sets of
 * other numbers have other instants, so that all fit into one table.
 */
record RowSet(int number, int rows, Instant first) {

  static final int SENSORS = 1_000;
  static final String TENANT = "bench";

  /** PostgreSQL counts from 2000-01-01T00:00:00Z. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  static String sensorId(int sensor) {
    return "plant%d/line%d/sensor%d/temperature".formatted(sensor / 100, sensor / 10 % 10, sensor);
  }

  Reading reading(int row) {
    long at = observedAtMicros(row);
    return new Reading(TENANT, sensorId(row % SENSORS), at, value(row), "Cel", 0, at + 120_000);
  }

  private long observedAtMicros(int row) {
    long start = TimeUnit.SECONDS.toMicros(first.getEpochSecond() + number * 5_000L);
    return start + row / SENSORS * 1_000_000L + row % SENSORS * 7L;
  }

  private static double value(int row) {
    return Math.round(2000 * Math.sin(row / 9_000.0) + row % 17) / 100.0;
  }

  /** The rows as psql's text {@code \copy} sends them. */
  byte[] text(int[] seriesKeys) {
    var text = new StringBuilder(rows * 100);
    for (int row = 0; row < rows; row++) {
      long at = observedAtMicros(row);
      text.append(seriesKeys[row % SENSORS])
          .append("\t0\t")
          .append(timestamp(at))
          .append('\t')
          .append(timestamp(at + 120_000))
          .append('\t')
          .append(value(row))
          .append("\tCel\t")
          .append(row % 10)
          .append('\t')
          .append(row)
          .append('\n');
    }
    return text.toString().getBytes(US_ASCII);
  }

  /** The rows as psql's binary {@code \copy} sends them. */
  byte[] binary(int[] seriesKeys) throws IOException {
    var bytes = new ByteArrayOutputStream(rows * 90);
    try (var out = new DataOutputStream(bytes)) {
      out.write("PGCOPY\n\377\r\n\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      out.writeLong(0);
      for (int row = 0; row < rows; row++) {
        long at = observedAtMicros(row);
        out.writeShort(8);
        out.writeInt(4);
        out.writeInt(seriesKeys[row % SENSORS]);
        out.writeInt(4);
        out.writeInt(0);
        out.writeInt(8);
        out.writeLong(at - EPOCH_MICROS);
        out.writeInt(8);
        out.writeLong(at + 120_000 - EPOCH_MICROS);
        out.writeInt(8);
        out.writeDouble(value(row));
        out.writeInt(3);
        out.writeBytes("Cel");
        out.writeInt(2);
        out.writeShort(row % 10);
        out.writeInt(8);
        out.writeLong(row);
      }
      out.writeShort(-1);
    }
    return bytes.toByteArray();
  }

  private static String timestamp(long micros) {
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000).toString();
  }
}
