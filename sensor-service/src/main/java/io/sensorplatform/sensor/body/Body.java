package io.sensorplatform.sensor.body;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.time.Duration;
import java.util.Arrays;

/**
 * The plain bytes of a request's body. Holds its share of {@link InFlightBytes} until closed, which
 * is after the answer is known.
 */
public final class Body implements AutoCloseable {

  /** What any request costs, whatever its size: buffers and a thread's stack. */
  private static final int FIRST_SHARE = 16 * 1024;

  private final InFlightBytes memory;
  private long share;
  private byte[] bytes = {};
  private int length;

  Body(InFlightBytes memory) {
    this.memory = memory;
    take(FIRST_SHARE);
    bytes = new byte[FIRST_SHARE];
  }

  public byte[] bytes() {
    return bytes;
  }

  /** How many of {@link #bytes()} are the body. */
  public int length() {
    return length;
  }

  /**
   * Counts what was made of the bytes, too.
   *
   * @throws ProblemException OVERLOADED if there is no memory for it
   */
  public void alsoHold(long more) {
    take(more);
  }

  @Override
  public void close() {
    memory.giveBack(share);
    share = 0;
  }

  int room() {
    return bytes.length - length;
  }

  void advance(int count) {
    length += count;
  }

  /** Grows with what has arrived, not with what was announced: an announcement costs no memory. */
  void grow(int atMost) {
    int size = Math.min(2 * bytes.length, atMost);
    take(size - share);
    bytes = Arrays.copyOf(bytes, size);
  }

  private void take(long more) {
    if (!memory.tryTake(more)) {
      throw new ProblemException(
              ProblemCode.OVERLOADED, "All memory for request bodies is taken right now.")
          .withRetryAfter(Duration.ofSeconds(1));
    }
    share += more;
  }
}
