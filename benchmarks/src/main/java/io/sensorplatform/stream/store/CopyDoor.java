package io.sensorplatform.stream.store;

import io.sensorplatform.reading.Reading;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** Lets benchmarks in: the writer's COPY buffer, which sends what it holds before it is full. */
@NullMarked
public final class CopyDoor {

  /** As many rows as fit in between two sends. */
  public static final int ROWS = 400;

  private final CopyBuffer buffer = new CopyBuffer();

  /** Encodes {@link #ROWS} rows at most, as they would be sent. */
  public void encode(List<Reading> readings, int from, int to) {
    buffer.begin();
    for (int i = from; i < to; i++) {
      buffer.put(i % 1_000, readings.get(i), i % 10, i);
    }
    buffer.end();
  }

  public byte[] toBytes() {
    return buffer.toBytes();
  }
}
