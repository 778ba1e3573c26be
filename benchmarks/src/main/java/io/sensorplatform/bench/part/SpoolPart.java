package io.sensorplatform.bench.part;

import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.sensor.spool.NotSpooledException;
import io.sensorplatform.sensor.spool.Spool;
import io.sensorplatform.sensor.spool.SpoolDoor;
import io.sensorplatform.sensor.spool.SpoolRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A batch forced to the disk, by one thread that waits for each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Samples.BATCH)
public class SpoolPart {

  private static final long FILE = 64L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SpoolRecord record =
      new SpoolRecord(
          "bench",
          1_760_000_000_000_000L,
          null,
          Samples.readings(Samples.BATCH).stream().map(ReadingCodec::encode).toList(),
          new char[Samples.BATCH]);
  private final ByteBuffer frame = ByteBuffer.wrap(SpoolDoor.frame(record));
  private @Nullable Path directory;
  private @Nullable Spool spool;
  private @Nullable FileChannel file;
  private long at;

  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory("spool-part");
    spool = SpoolDoor.open(directory.resolve("spool"));
    file =
        FileChannel.open(
            directory.resolve("bare"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (long written = 0; written < FILE; ) {
      written += file.write(ByteBuffer.allocate(1 << 20), written);
    }
    file.force(true);
    at = 0;
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    if (spool != null && file != null && directory != null) {
      spool.stop();
      file.close();
      try (var files = Files.walk(directory)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Benchmark
  public void ours() throws NotSpooledException {
    if (spool != null) {
      spool.append(record, PATIENCE);
    }
  }

  /** As many bytes written over zeros and forced, and nothing else. */
  @Benchmark
  public void writeAndForce() throws IOException {
    if (file != null) {
      frame.rewind();
      if (at + frame.remaining() > FILE) {
        at = 0;
      }
      at += file.write(frame, at);
      file.force(false);
    }
  }
}
