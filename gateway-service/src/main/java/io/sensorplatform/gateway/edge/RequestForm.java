package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.access.RequestHead;
import io.sensorplatform.gateway.origin.Origins;
import io.sensorplatform.gateway.route.RequestTarget;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the head of a request, and refuses one that two servers could read in two ways. */
final class RequestForm {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private RequestForm() {}

  /**
   * @throws ProblemException MALFORMED_REQUEST or METHOD_NOT_ALLOWED
   */
  static void check(HttpServerRequest request) {
    checkTarget(request);
    if (!METHODS.contains(request.method().name())) {
      throw new ProblemException(
              ProblemCode.METHOD_NOT_ALLOWED, "No path of the API has this method.")
          .withHeader("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    if (request.version() == HttpVersion.HTTP_2) {
      checkValues(request);
      return;
    }
    if (request.version() == null) {
      throw malformed("This version of HTTP is not spoken here.");
    }
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    if (hosts.size() > 1
        || hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1
        || hosts.size() == 1 && !Origins.isHost(hosts.getFirst())) {
      throw malformed("The header Host is missing or wrong.");
    }
    if (request.headers().contains("")) {
      throw malformed("A header field has no name.");
    }
    List<String> codings = request.headers().getAll("transfer-encoding");
    if (codings.size() > 1
        || codings.size() == 1 && !codings.getFirst().equalsIgnoreCase("chunked")) {
      throw malformed("The only transfer coding is 'chunked', once.");
    }
  }

  private static void checkTarget(HttpServerRequest request) {
    String uri = request.uri();
    String target = target(request);
    if (uri == null || !target.startsWith("/")) {
      throw malformed("The request target is not a path.");
    }
    // A whole URL may stand there (RFC 9112 s3.2.2), but only ours.
    if (!uri.startsWith("/") && !ours(request, uri)) {
      throw malformed("The request target is a URL of another host.");
    }
    String fault = RequestTarget.fault(target);
    if (fault != null) {
      throw malformed(fault);
    }
    if (uri.length() > target.length() && uri.indexOf('#') >= 0) {
      throw malformed("The request target has a fragment.");
    }
  }

  private static boolean ours(HttpServerRequest request, String url) {
    String host = request.getHeader(HttpHeaders.HOST);
    String plain = url.toLowerCase(Locale.ROOT);
    if (host == null || request.version() == HttpVersion.HTTP_2) {
      return false;
    }
    String authority = "://" + host.toLowerCase(Locale.ROOT);
    return plain.startsWith("http" + authority + '/')
        || plain.startsWith("https" + authority + '/');
  }

  /** HTTP/2 can carry what would end a line in HTTP/1.1, which services are spoken to in. */
  private static void checkValues(HttpServerRequest request) {
    for (Map.Entry<String, String> field : request.headers()) {
      String value = field.getValue();
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c < ' ' && c != '\t' || c == 0x7f) {
          throw malformed("A header field has a control character.");
        }
      }
    }
    HostAndPort authority = request.authority();
    if (authority == null || !Origins.isHost(authority.toString())) {
      throw malformed("The authority is missing or wrong.");
    }
  }

  /** Whether a browser asks if a page may make a request. */
  static boolean preflight(HttpServerRequest request) {
    return request.method().name().equals("OPTIONS")
        && request.headers().contains("origin")
        && request.headers().contains("access-control-request-method");
  }

  /** The method, or one name for all that are none of HTTP's. */
  static String method(HttpServerRequest request) {
    String method = request.method().name();
    return METHODS.contains(method) ? method : "_OTHER";
  }

  /**
   * @param address that limits count by
   */
  static RequestHead head(HttpServerRequest request, String address) {
    return new RequestHead(
        request.method().name(),
        path(request),
        request.headers().getAll("authorization"),
        address,
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
