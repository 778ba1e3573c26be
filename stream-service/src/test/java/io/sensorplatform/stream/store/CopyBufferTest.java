package io.sensorplatform.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.reading.Reading;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Byte for byte by PostgreSQL's manual, COPY, "Binary Format". */
class CopyBufferTest {

  private static final String HEADER = "5047434f50590aff0d0a00" + "00000000" + "00000000";

  private static final String PLACE = "000000020009" + "000000080000000100000002";

  @Test
  void writesEachColumnInNetworkOrder() {
    var reading = new Reading("t", "s", 946_684_800_000_001L, 21.5, "Cel", 1, 946_684_799_999_999L);
    assertThat(encode(7, reading))
        .isEqualTo(
            HEADER
                + "0008"
                + "0000000400000007"
                + "0000000400000001"
                + "000000080000000000000001"
                + "00000008ffffffffffffffff"
                + "000000084035800000000000"
                + "0000000343656c"
                + PLACE
                + "ffff");
  }

  @Test
  void writesNullAsLengthMinusOneAndTextAsUtf8() {
    var none = new Reading("t", "s", 0, 0, null, 0, 0);
    assertThat(encode(1, none)).endsWith("ffffffff" + PLACE + "ffff");
    var degrees = new Reading("t", "s", 0, 0, "a°C", 0, 0);
    assertThat(encode(1, degrees)).endsWith("00000004" + "61c2b043" + PLACE + "ffff");
  }

  private static String encode(int seriesKey, Reading reading) {
    var buffer = new CopyBuffer();
    buffer.begin();
    buffer.put(seriesKey, reading, 9, 0x1_0000_0002L);
    buffer.end();
    return HexFormat.of().formatHex(buffer.toBytes());
  }
}
