package io.sensorplatform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ReadingCodecTest {

  private static final Schema SCHEMA = schema();

  static final List<Reading> READINGS =
      List.of(
          new Reading(
              "acme", "plant1/press7/temperature", 1_795_256_130_123_456L, 21.4, "Cel", 0, 1),
          new Reading("a", "b", 0, 0.0, null, 0, 0),
          new Reading("acme", "x".repeat(128), Long.MAX_VALUE, -0.0, "Ω·m", 1, Long.MIN_VALUE),
          new Reading("t-1_2", "9:-._/A", -1, Double.MIN_VALUE, "%", -1, -64),
          new Reading("acme", "s", 63, Double.MAX_VALUE, "1234567890123456", 64, 64));

  /** A golden sample: these bytes stand in users' topics and must decode for ever. */
  private static final String GOLDEN =
      "c301fec7b5efddcbe58d0861636d6532706c616e74312f7072657373372f"
          + "74656d706572617475726580dbd5bed4b1b0066666666666663540020643656c0002";

  @Test
  void fingerprintIsThatOfTheSchema() {
    assertThat(ReadingCodec.FINGERPRINT)
        .isEqualTo(SchemaNormalization.parsingFingerprint64(SCHEMA));
  }

  @Test
  void goldenSampleStaysTheSame() throws Exception {
    byte[] golden = HexFormat.of().parseHex(GOLDEN);
    assertThat(ReadingCodec.encode(READINGS.getFirst())).isEqualTo(golden);
    assertThat(ReadingCodec.decode(golden)).isEqualTo(READINGS.getFirst());
  }

  @ParameterizedTest
  @FieldSource("READINGS")
  void comesBackAsItWas(Reading reading) throws Exception {
    assertThat(ReadingCodec.decode(ReadingCodec.encode(reading))).isEqualTo(reading);
  }

  @ParameterizedTest
  @FieldSource("READINGS")
  void bytesAreThoseOfAvrosOwnEncoder(Reading reading) throws IOException {
    var encoder = new BinaryMessageEncoder<GenericRecord>(new GenericData(), SCHEMA);
    ByteBuffer expected = encoder.encode(generic(reading));
    assertThat(ByteBuffer.wrap(ReadingCodec.encode(reading))).isEqualTo(expected);
    var decoder = new BinaryMessageDecoder<GenericRecord>(new GenericData(), SCHEMA);
    assertThat(decoder.decode(ReadingCodec.encode(reading))).isEqualTo(generic(reading));
  }

  @Test
  void everyCutIsMalformed() {
    byte[] whole = ReadingCodec.encode(READINGS.getFirst());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ReadingCodec.decode(cut))
          .isInstanceOf(MalformedReadingException.class);
    }
    assertThatThrownBy(() -> ReadingCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(MalformedReadingException.class)
        .hasMessageContaining("1 bytes too many");
    assertThatThrownBy(() -> ReadingCodec.decode(null))
        .isInstanceOf(MalformedReadingException.class);
  }

  @Test
  void randomBytesAreMalformedOrAValidReadingButNeverAnotherError() {
    var random = new Random(7);
    byte[] whole = ReadingCodec.encode(READINGS.get(2));
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = whole.clone();
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        bytes[random.nextInt(10, bytes.length)] = (byte) random.nextInt();
      }
      try {
        ReadingCodec.decode(bytes);
      } catch (MalformedReadingException expected) {
        assertThat(expected).hasMessageMatching("(?s).+");
      }
    }
  }

  private static GenericRecord generic(Reading reading) {
    var record = new GenericData.Record(SCHEMA);
    record.put("tenant", new org.apache.avro.util.Utf8(reading.tenant()));
    record.put("sensorId", new org.apache.avro.util.Utf8(reading.sensorId()));
    record.put("observedAt", reading.observedAtMicros());
    record.put("value", reading.value());
    record.put(
        "unit", reading.unit() == null ? null : new org.apache.avro.util.Utf8(reading.unit()));
    record.put("flags", reading.flags());
    record.put("receivedAt", reading.receivedAtMicros());
    return record;
  }

  private static Schema schema() {
    try (var in = Reading.class.getResourceAsStream("reading.avsc")) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
