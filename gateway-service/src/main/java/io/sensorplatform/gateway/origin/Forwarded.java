package io.sensorplatform.gateway.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies in front say, nearest last.
 *
 * @param hops addresses as written, perhaps with a port
 * @param proto of the last word; null if there is none
 * @param host of the last word; null if there is none
 */
record Forwarded(List<String> hops, @Nullable String proto, @Nullable String host) {

  /** More would not be read from any honest chain of proxies. */
  private static final int MAX_HOPS = 32;

  static Forwarded ofXForwarded(List<String> addresses, List<String> protos, List<String> hosts) {
    return new Forwarded(members(addresses), last(protos), last(hosts));
  }

  /** Reads Forwarded (RFC 7239 s4). The last element that names something has the word. */
  static Forwarded ofRfc7239(List<String> fields) {
    List<String> hops = new ArrayList<>();
    String proto = null;
    String host = null;
    for (String element : members(fields)) {
      String hop = "unknown";
      for (String pair : split(element, ';')) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
          continue;
        }
        String value = unquoted(pair.substring(equals + 1).strip());
        switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
          case "for" -> hop = value;
          case "proto" -> proto = value;
          case "host" -> host = value;
          default -> {
            // 'by' and extensions say nothing about the caller.
          }
        }
      }
      hops.add(hop);
    }
    return new Forwarded(hops, proto, host);
  }

  /** The address of a hop without port and brackets, as its bytes; null if it is none. */
  static byte @Nullable [] address(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? null : Network.parse(hop.substring(1, end));
    }
    int colon = hop.indexOf(':');
    boolean port = colon >= 0 && hop.indexOf(':', colon + 1) < 0;
    return Network.parse(port ? hop.substring(0, colon) : hop);
  }

  private static @Nullable String last(List<String> fields) {
    List<String> members = members(fields);
    return members.isEmpty() ? null : members.getLast();
  }

  private static List<String> members(List<String> fields) {
    List<String> members = new ArrayList<>();
    for (String field : fields) {
      for (String member : split(field, ',')) {
        if (!member.isBlank()) {
          members.add(member.strip());
        }
      }
    }
    int size = members.size();
    return size <= MAX_HOPS ? members : members.subList(size - MAX_HOPS, size);
  }

  /** Splits outside of quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
