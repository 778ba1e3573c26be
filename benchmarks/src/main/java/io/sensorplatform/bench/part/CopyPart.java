package io.sensorplatform.bench.part;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.store.CopyDoor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Rows to PostgreSQL's binary COPY format. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CopyDoor.ROWS)
public class CopyPart {

  /** PostgreSQL counts from 2000-01-01T00:00:00Z. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private final List<Reading> readings = Samples.readings(CopyDoor.ROWS);
  private final CopyDoor buffer = new CopyDoor();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);

  @Benchmark
  public CopyDoor ours() {
    buffer.encode(readings, 0, CopyDoor.ROWS);
    return buffer;
  }

  /** The same bytes as one would write them with what Java has. */
  @Benchmark
  public int dataOutputStream() throws IOException {
    bytes.reset();
    var out = new DataOutputStream(bytes);
    out.write("PGCOPY\n\377\r\n\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    out.writeLong(0);
    for (int i = 0; i < CopyDoor.ROWS; i++) {
      Reading reading = readings.get(i);
      out.writeShort(8);
      out.writeInt(4);
      out.writeInt(i % 1_000);
      out.writeInt(4);
      out.writeInt(reading.flags());
      out.writeInt(8);
      out.writeLong(reading.observedAtMicros() - EPOCH_MICROS);
      out.writeInt(8);
      out.writeLong(reading.receivedAtMicros() - EPOCH_MICROS);
      out.writeInt(8);
      out.writeDouble(reading.value());
      out.writeInt(3);
      out.writeBytes(String.valueOf(reading.unit()));
      out.writeInt(2);
      out.writeShort(i % 10);
      out.writeInt(8);
      out.writeLong(i);
    }
    out.writeShort(-1);
    return bytes.size();
  }

  byte[] ofStream() {
    return bytes.toByteArray();
  }
}
