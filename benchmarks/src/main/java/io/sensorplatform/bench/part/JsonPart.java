package io.sensorplatform.bench.part;

import io.sensorplatform.sensor.parse.Batch;
import io.sensorplatform.sensor.parse.BatchDoor;
import io.sensorplatform.sensor.parse.BatchFactory;
import io.sensorplatform.sensor.parse.ReadingFormat;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** A JSON batch to readings that are admitted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Samples.BATCH)
public class JsonPart {

  private final byte[] body = Samples.json();
  private final BatchFactory batches = BatchDoor.open();
  private final JsonMapper mapper = JsonMapper.builder().build();

  /** What databind makes of an item. */
  record Item(String sensorId, Instant observedAt, double value, String unit) {}

  @Benchmark
  public Batch ours() {
    Batch batch = batches.create(Samples.TOKEN);
    ReadingFormat.JSON.read(body, body.length, batch);
    if (batch.readings().size() != Samples.BATCH) {
      throw new IllegalStateException("not all are admitted: " + batch.errors());
    }
    return batch;
  }

  /** Jackson's tokens, looked at by nobody. */
  @Benchmark
  public int tokens() {
    int count = 0;
    try (JsonParser json = mapper.createParser(body)) {
      while (json.nextToken() != null) {
        count += json.currentToken() == JsonToken.PROPERTY_NAME ? 0 : 1;
      }
    }
    return count;
  }

  /** Records by databind, checked by nobody. */
  @Benchmark
  public Object databind() {
    return mapper.readValue(body, Item[].class);
  }
}
