package io.sensorplatform.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * JSON batches of one site: one reading of each of its sensors, a second after the last. Only
 * instants and values are written anew, so that making a batch costs next to nothing.
 */
public final class BatchBody {

  /** Up to the seconds; the microseconds tell a batch's sensors apart. */
  private static final int SECONDS = "2026-11-21T10:15:30".length();

  private static final String VALUE = "500.00";

  private final byte[] bytes;
  private final int[] instants;
  private final int[] values;
  private Instant next;
  private int number;

  /**
   * @param prefix of the sensors' ids
   * @param readings in a batch, at most 100,000
   * @param first when the first batch was observed, to the second
   */
  public BatchBody(String prefix, int readings, Instant first) {
    this(prefix, readings, first, Form.READINGS);
  }

  BatchBody(String prefix, int readings, Instant first, Form form) {
    this.next = first.truncatedTo(ChronoUnit.SECONDS);
    this.instants = new int[readings];
    this.values = new int[readings];
    var text = new StringBuilder(readings * 170).append(form.begin());
    for (int i = 0; i < readings; i++) {
      String sensorId = "%ssensor%04d".formatted(prefix, i);
      text.append(i == 0 ? "" : ",")
          .append(form.before(sensorId))
          .append("{\"sensorId\":\"%s\",\"observedAt\":\"".formatted(sensorId));
      instants[i] = text.length();
      text.append("2026-11-21T10:15:30.%06dZ\",\"value\":".formatted(i * 7));
      values[i] = text.length();
      text.append(VALUE).append(",\"unit\":\"Cel\"}").append(form.after());
    }
    this.bytes = text.append(form.end()).toString().getBytes(US_ASCII);
  }

  /** The next batch, in the same array as the last. */
  public byte[] next() {
    byte[] seconds = next.toString().getBytes(US_ASCII);
    next = next.plusSeconds(1);
    number++;
    for (int i = 0; i < instants.length; i++) {
      System.arraycopy(seconds, 0, bytes, instants[i], SECONDS);
      value(i);
    }
    return bytes;
  }

  public int readings() {
    return instants.length;
  }

  /** A slow wave with a little noise, of three digits and two decimals. */
  private void value(int sensor) {
    int noise = (number * 31 + sensor * 17) % 13;
    int cents = 50_000 + (int) (20_000 * Math.sin((number + sensor * 31) / 500.0)) + noise;
    int at = values[sensor] + VALUE.length();
    for (int digit = 0; digit < 5; digit++) {
      if (digit == 2) {
        at--;
      }
      bytes[--at] = (byte) ('0' + cents % 10);
      cents /= 10;
    }
  }
}
