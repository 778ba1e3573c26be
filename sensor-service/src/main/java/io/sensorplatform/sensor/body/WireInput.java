package io.sensorplatform.sensor.body;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The body as sent: counted, limited, and its own failures told from those of inflating it. */
final class WireInput extends InputStream {
  private final InputStream in;
  private final int maxBytes;
  private long count;
  private @Nullable IOException failure;

  WireInput(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    try {
      int read = in.read(into, from, length);
      count += Math.max(read, 0);
      if (count > maxBytes) {
        throw BodyReader.tooLarge("The body has more bytes", maxBytes);
      }
      return read;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Always says that there may be more: GZIPInputStream takes 0 as the end and would silently leave
   * out the members that follow in a body of several (RFC 1952 s2.2).
   */
  @Override
  public int available() {
    return 1;
  }

  /** GZIPInputStream takes a failure between two members for the end; it is not. */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  boolean hasFailed() {
    return failure != null;
  }

  long count() {
    return count;
  }
}
