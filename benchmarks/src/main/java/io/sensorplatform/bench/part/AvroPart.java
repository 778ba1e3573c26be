package io.sensorplatform.bench.part;

import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A reading to the bytes on Kafka and back, by hand and by Avro. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AvroPart {

  private final Reading reading = Samples.readings(1).getFirst();
  private final byte[] bytes = ReadingCodec.encode(reading);
  private final Schema schema = schema();
  private final BinaryMessageEncoder<GenericRecord> encoder =
      new BinaryMessageEncoder<>(GenericData.get(), schema);
  private final BinaryMessageDecoder<GenericRecord> decoder =
      new BinaryMessageDecoder<>(GenericData.get(), schema);

  @Benchmark
  public byte[] encode() {
    return ReadingCodec.encode(reading);
  }

  @Benchmark
  public ByteBuffer encodeByAvro() throws IOException {
    var record = new GenericData.Record(schema);
    record.put("tenant", reading.tenant());
    record.put("sensorId", reading.sensorId());
    record.put("observedAt", reading.observedAtMicros());
    record.put("value", reading.value());
    record.put("unit", reading.unit());
    record.put("flags", reading.flags());
    record.put("receivedAt", reading.receivedAtMicros());
    return encoder.encode(record);
  }

  @Benchmark
  public Reading decode() throws MalformedReadingException {
    return ReadingCodec.decode(bytes);
  }

  @Benchmark
  public Reading decodeByAvro() throws IOException {
    GenericRecord record = decoder.decode(bytes);
    return new Reading(
        record.get("tenant").toString(),
        record.get("sensorId").toString(),
        (long) record.get("observedAt"),
        (double) record.get("value"),
        Objects.toString(record.get("unit"), null),
        (int) record.get("flags"),
        (long) record.get("receivedAt"));
  }

  private static Schema schema() {
    try (InputStream in =
        Objects.requireNonNull(
            Reading.class.getResourceAsStream("/io/sensorplatform/reading/reading.avsc"))) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
