package io.sensorplatform.bench.part;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.archive.ArchiveDoor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Readings to a Parquet file. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ParquetPart.ROWS)
public class ParquetPart {

  static final int ROWS = 100_000;

  private final List<Reading> readings = Samples.readings(ROWS);
  private final Path directory = temporary();
  private final ArchiveDoor archive = new ArchiveDoor(directory);

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    Files.delete(directory);
  }

  /** The archiver's open file, without decoding. */
  @Benchmark
  public long ours() throws IOException {
    return archive.write(readings);
  }

  /** Parquet's own column and file writers. */
  @Benchmark
  public long bareWriter() throws IOException {
    return archive.bare(readings);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("parquet-part");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
