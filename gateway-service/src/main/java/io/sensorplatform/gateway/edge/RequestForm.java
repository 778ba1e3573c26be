package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.access.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** Reads the head of a request, and refuses one that two servers could read in two ways. */
final class RequestForm {

  private RequestForm() {}

  /**
   * @throws ProblemException MALFORMED_REQUEST
   */
  static void check(HttpServerRequest request) {
    if (!path(request).startsWith("/")) {
      throw malformed("The request target is not a path.");
    }
    if (request.version() == HttpVersion.HTTP_2) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_1_1 && request.authority() == null) {
      throw malformed("The header Host is missing or wrong.");
    }
    List<String> codings = request.headers().getAll("transfer-encoding");
    if (codings.size() > 1
        || codings.size() == 1 && !codings.getFirst().equalsIgnoreCase("chunked")) {
      throw malformed("The only transfer coding is 'chunked', once.");
    }
  }

  static RequestHead head(HttpServerRequest request) {
    return new RequestHead(
        request.method().name(),
        path(request),
        request.headers().getAll("authorization"),
        Headers.address(request),
        bodyLength(request));
  }

  /** As sent, never decoded; empty if the target has none. */
  static String path(HttpServerRequest request) {
    String path = request.path();
    return path == null ? "" : path;
  }

  /** Path and query as sent, also if the target was sent as a whole URL. */
  static String target(HttpServerRequest request) {
    String query = request.query();
    return query == null ? path(request) : path(request) + '?' + query;
  }

  static boolean expectsContinue(HttpServerRequest request) {
    String expect = request.getHeader("expect");
    return expect != null
        && expect.equalsIgnoreCase("100-continue")
        && request.version() != HttpVersion.HTTP_1_0;
  }

  /**
   * Whether Connection lists {@code close} among other options (RFC 9110 s7.6.1). The server sees
   * only one that stands alone, and would leave the caller waiting.
   */
  static boolean listsClose(HttpServerRequest request) {
    for (String value : request.headers().getAll("connection")) {
      if (value.indexOf(',') >= 0 && Headers.lists(value, "close")) {
        return request.version() != HttpVersion.HTTP_2;
      }
    }
    return false;
  }

  /** Bytes announced; -1 if none are. */
  static long bodyLength(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    if (length == null) {
      return -1;
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw malformed("The header Content-Length is not a number.");
    }
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemCode.MALFORMED_REQUEST, detail);
  }
}
