package io.sensorplatform.sensor.body;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies, plain or gzip, of at most so many bytes on the wire and as many when inflated. A
 * gzip bomb is stopped at the limit, while it is inflated.
 */
public final class BodyReader {

  private static final int WIRE_BUFFER = 8 * 1024;

  private final InFlightBytes memory;
  private final int maxBytes;

  public BodyReader(InFlightBytes memory, int maxBytes) {
    this.memory = memory;
    this.maxBytes = maxBytes;
  }

  /**
   * @throws ProblemException UNSUPPORTED_ENCODING, BODY_TOO_LARGE, MALFORMED_GZIP, OVERLOADED, or
   *     MALFORMED_REQUEST if the body breaks off
   */
  public Body read(HttpServletRequest request) {
    boolean gzip = isGzip(request.getHeader("Content-Encoding"));
    if (request.getContentLengthLong() > maxBytes) {
      throw tooLarge("The body has %d bytes".formatted(request.getContentLengthLong()));
    }
    var body = new Body(memory);
    WireInput wire = null;
    try {
      wire = new WireInput(request.getInputStream(), maxBytes);
      if (gzip) {
        try (var inflated = new GZIPInputStream(wire, WIRE_BUFFER)) {
          fill(body, inflated);
        }
      } else {
        fill(body, wire);
      }
      wire.throwFailure();
      return body;
    } catch (IOException e) {
      body.close();
      if (wire == null || wire.hasFailed()) {
        throw new ProblemException(
            ProblemCode.MALFORMED_REQUEST, "The body broke off before its end.");
      }
      throw new ProblemException(
          ProblemCode.MALFORMED_GZIP,
          "Inflating fails after %d of the bytes sent.".formatted(wire.count()));
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
  }

  private void fill(Body body, InputStream in) throws IOException {
    while (true) {
      if (body.room() == 0) {
        // One byte more than allowed, so as to see whether there is one.
        body.grow(maxBytes + 1);
      }
      int count = in.read(body.bytes(), body.length(), body.room());
      if (count < 0) {
        return;
      }
      body.advance(count);
      if (body.length() > maxBytes) {
        throw tooLarge("The body has more bytes when inflated");
      }
    }
  }

  private static boolean isGzip(@Nullable String encoding) {
    return switch (encoding == null ? "identity" : encoding.trim().toLowerCase(Locale.ROOT)) {
      case "identity", "" -> false;
      case "gzip", "x-gzip" -> true;
      // RFC 9110 s15.5.16: a refused coding is told by 415 and what would be accepted.
      default ->
          throw new ProblemException(
                  ProblemCode.UNSUPPORTED_ENCODING,
                  "Content-Encoding is neither gzip nor identity.")
              .withHeader("Accept-Encoding", "gzip");
    };
  }

  private ProblemException tooLarge(String what) {
    return new ProblemException(
        ProblemCode.BODY_TOO_LARGE, "%s; %d are accepted.".formatted(what, maxBytes));
  }

  /** The body as sent: counted, limited, and its own failures told from those of inflating it. */
  private final class WireInput extends InputStream {
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
          throw tooLarge("The body has more bytes");
        }
        return read;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    /**
     * Always says that there may be more: GZIPInputStream takes 0 as the end and would silently
     * leave out the members that follow in a body of several (RFC 1952 s2.2).
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
}
