package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.origin.Origin;
import io.sensorplatform.gateway.route.Route;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which header fields pass the gateway. */
final class Headers {

  /** Between two neighbours only (RFC 9110 s7.6.1). */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /** What the gateway says itself, so that nobody believes a caller's word for it. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "expect",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "x-forwarded-proto",
          "x-forwarded-ssl",
          "x-real-ip",
          "traceparent",
          "tracestate",
          "baggage",
          "b3",
          "x-b3-traceid",
          "x-b3-spanid",
          "x-b3-sampled",
          "x-correlation-id",
          "request-timeout-ms",
          "sensor-accepted");

  private static final Set<String> OURS_IN_ANSWERS =
      Set.of(
          "traceresponse",
          "x-correlation-id",
          "ratelimit",
          "ratelimit-policy",
          "sensor-accepted",
          "strict-transport-security",
          "access-control-allow-origin",
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-expose-headers",
          "access-control-max-age");

  private static final CharSequence NOSNIFF_NAME =
      HttpHeaders.createOptimized("x-content-type-options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence OWN_CACHE = HttpHeaders.createOptimized("private, no-cache");
  private static final CharSequence HSTS_NAME =
      HttpHeaders.createOptimized("strict-transport-security");
  private static final CharSequence HSTS = HttpHeaders.createOptimized("max-age=31536000");

  private Headers() {}

  static void toService(HttpServerRequest from, Origin origin, MultiMap to) {
    copy(from.headers(), to, OURS);
    to.set("x-forwarded-for", origin.address());
    to.set("x-forwarded-proto", origin.secure() ? "https" : "http");
    HostAndPort authority =
        origin.host() == null ? from.authority() : HostAndPort.parseAuthority(origin.host(), -1);
    if (authority != null) {
      int port = authority.port() > 0 ? authority.port() : origin.secure() ? 443 : 80;
      to.set("x-forwarded-host", authority.toString());
      to.set("x-forwarded-port", Integer.toString(port));
    }
  }

  static void toCaller(MultiMap from, MultiMap to) {
    copy(from, to, OURS_IN_ANSWERS);
  }

  /**
   * Adds what keeps browsers from reading more into an answer than is there. What only holders of a
   * token may see is stored by nobody, or, if it can be asked for again by its ETag, by its reader.
   */
  static void secure(MultiMap answer, @Nullable Route route, boolean tls) {
    answer.set(NOSNIFF_NAME, NOSNIFF);
    if (tls) {
      answer.set(HSTS_NAME, HSTS);
    }
    if (route != null && route.tokenNeeded() && !answer.contains(HttpHeaders.CACHE_CONTROL)) {
      answer.set(
          HttpHeaders.CACHE_CONTROL, answer.contains(HttpHeaders.ETAG) ? OWN_CACHE : NO_STORE);
    }
  }

  private static void copy(MultiMap from, MultiMap to, Set<String> except) {
    List<String> nominated = from.getAll("connection");
    for (Map.Entry<String, String> field : from) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name)
          && !except.contains(name)
          && (nominated.isEmpty() || !nominates(nominated, name))) {
        to.add(field.getKey(), field.getValue());
      }
    }
  }

  /** Whether Connection names the field, which makes it hop-by-hop, too. */
  private static boolean nominates(List<String> connection, String name) {
    for (String value : connection) {
      if (lists(value, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a comma-separated value has this member, in any case. */
  static boolean lists(String value, String member) {
    for (String option : value.split(",", -1)) {
      if (option.trim().equalsIgnoreCase(member)) {
        return true;
      }
    }
    return false;
  }
}
