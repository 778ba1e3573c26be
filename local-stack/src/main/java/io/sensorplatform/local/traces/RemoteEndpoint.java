package io.sensorplatform.local.traces;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who was on the other side of a span, from the attributes that the semantic conventions name. */
final class RemoteEndpoint {
  /**
   * A name that says what it is goes before one that says where: on one machine everything is at
   * 127.0.0.1, and a picture of that would show nothing.
   */
  private static final List<String> NAMES =
      List.of(
          "peer.service",
          "messaging.system",
          "db.system.name",
          "db.system",
          "rpc.service",
          "server.address",
          "net.peer.name",
          "network.peer.address");

  private RemoteEndpoint() {}

  static ZipkinSpan.@Nullable Remote of(ZipkinSpan.Kind kind, Map<String, String> tags) {
    if (kind == ZipkinSpan.Kind.SERVER) {
      return remote(null, tags.get("client.address"), tags.get("client.port"));
    }
    String name =
        NAMES.stream().map(tags::get).filter(RemoteEndpoint::isName).findFirst().orElse(null);
    String address = tags.getOrDefault("network.peer.address", tags.get("server.address"));
    String port = tags.getOrDefault("network.peer.port", tags.get("server.port"));
    return remote(name, address, port);
  }

  private static ZipkinSpan.@Nullable Remote remote(
      @Nullable String name, @Nullable String address, @Nullable String port) {
    String ip = address != null && isAddress(address) ? address : null;
    if (name == null && ip == null) {
      return null;
    }
    return new ZipkinSpan.Remote(name, ip, port == null ? null : portNumber(port));
  }

  private static boolean isName(@Nullable String text) {
    return text != null && !text.isBlank() && !text.equals("localhost") && !isAddress(text);
  }

  private static boolean isAddress(String text) {
    return text.indexOf(':') >= 0 || text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }

  private static @Nullable Integer portNumber(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port < 65_536 ? port : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
