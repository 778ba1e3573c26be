package io.sensorplatform.gateway.edge;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
          "baggage");

  private static final Set<String> OURS_IN_ANSWERS =
      Set.of("traceresponse", "ratelimit", "ratelimit-policy");

  private Headers() {}

  static void toService(HttpServerRequest from, MultiMap to) {
    copy(from.headers(), to, OURS);
    to.set("x-forwarded-for", address(from));
    to.set("x-forwarded-proto", from.isSSL() ? "https" : "http");
    HostAndPort authority = from.authority();
    if (authority != null) {
      int port = authority.port() > 0 ? authority.port() : from.isSSL() ? 443 : 80;
      to.set("x-forwarded-host", authority.toString());
      to.set("x-forwarded-port", Integer.toString(port));
    }
  }

  static void toCaller(MultiMap from, MultiMap to) {
    copy(from, to, OURS_IN_ANSWERS);
  }

  static String address(HttpServerRequest request) {
    return request.remoteAddress().hostAddress();
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
