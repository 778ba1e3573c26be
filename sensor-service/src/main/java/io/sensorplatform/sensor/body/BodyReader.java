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
    boolean complete = false;
    try {
      read(request, gzip, body);
      complete = true;
      return body;
    } finally {
      if (!complete) {
        body.close();
      }
    }
  }

  private void read(HttpServletRequest request, boolean gzip, Body body) {
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
    } catch (IOException e) {
      if (wire == null || wire.hasFailed()) {
        throw new ProblemException(
            ProblemCode.MALFORMED_REQUEST, "The body broke off before its end.");
      }
      throw new ProblemException(
          ProblemCode.MALFORMED_GZIP,
          "Inflating fails after %d of the bytes sent.".formatted(wire.count()));
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
    return tooLarge(what, maxBytes);
  }

  static ProblemException tooLarge(String what, int maxBytes) {
    return new ProblemException(
        ProblemCode.BODY_TOO_LARGE, "%s; %d are accepted.".formatted(what, maxBytes));
  }
}
