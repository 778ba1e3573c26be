package io.sensorplatform.bench.guard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Work that never changes, made of what Java itself has, so that CPU time of ours can be told as a
 * multiple of it: a slow machine is slow at both.
 */
final class ReferenceWork {

  private static final int NUMBERS = 100_000;

  private final long[] numbers = new Random(7).longs(NUMBERS).toArray();

  long run() {
    long[] sorted = numbers.clone();
    Arrays.sort(sorted);
    var crc = new CRC32();
    for (int i = 0; i < NUMBERS; i += 5) {
      crc.update(Long.toString(sorted[i]).getBytes(StandardCharsets.US_ASCII));
    }
    return crc.getValue();
  }
}
