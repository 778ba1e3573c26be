package io.sensorplatform.bench.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Both sides of a comparison do the same work. */
class PartsTest {

  @Test
  void everyReadingOfABatchIsRead() {
    var part = new JsonPart();
    assertThat(part.ours().readings()).hasSize(Samples.BATCH);
    assertThat((Object[]) part.databind()).hasSize(Samples.BATCH);
    // Four values for each, and the braces.
    assertThat(part.tokens()).isEqualTo(Samples.BATCH * 6 + 2);
  }

  @Test
  void bothParsersFindTheSameInstant() {
    var part = new TimestampPart();
    assertThat(part.ours())
        .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, part.instantParse()));
  }

  @Test
  void bothCodecsMakeTheSameBytesAndReadings() throws Exception {
    var part = new AvroPart();
    assertThat(part.encodeByAvro().array()).startsWith(part.encode());
    assertThat(part.decodeByAvro()).isEqualTo(part.decode());
  }

  @Test
  void bothEncodersMakeTheSameRows() throws Exception {
    var part = new CopyPart();
    part.dataOutputStream();
    assertThat(part.ours().toBytes()).isEqualTo(part.ofStream());
  }

  @Test
  void bothWritersMakeAFileOfAboutTheSameSize() throws Exception {
    var part = new ParquetPart();
    // Ours has metadata that tells what it holds.
    assertThat(part.ours())
        .isCloseTo(part.bareWriter(), org.assertj.core.data.Offset.offset(2_000L));
    part.delete();
  }

  @Test
  void everySideOfTheOthersWorks() throws Exception {
    var spool = new SpoolPart();
    spool.open();
    spool.ours();
    spool.writeAndForce();
    spool.close();
    var token = new TokenPart();
    assertThat(token.ours().tenant()).isEqualTo("bench");
    assertThat(token.verify()).isTrue();
    assertThat(token.sha256()).hasSize(32);
    var limit = new LimitPart();
    assertThat(limit.ours().granted()).isTrue();
    assertThat(limit.bucket4j().isConsumed()).isTrue();
  }
}
