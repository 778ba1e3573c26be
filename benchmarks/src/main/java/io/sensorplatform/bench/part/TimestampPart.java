package io.sensorplatform.bench.part;

import io.sensorplatform.sensor.time.Rfc3339;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An instant as text to microseconds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimestampPart {

  private final String text = "2026-11-21T10:15:30.123456Z";
  private final char[] characters = text.toCharArray();

  @Benchmark
  public long ours() {
    return Rfc3339.micros(characters, 0, characters.length);
  }

  /** What Java has for it. */
  @Benchmark
  public Instant instantParse() {
    return Instant.parse(text);
  }
}
