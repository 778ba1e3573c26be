package io.sensorplatform.gateway.origin;

import io.sensorplatform.gateway.origin.OriginSettings.ForwardedHeader;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds where a request comes from. Of what proxies say only the part counts that trusted ones
 * wrote: from the right, the first address that is no trusted proxy is the caller.
 */
@Component
public final class Origins {

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9a-fA-F:.]{2,45}])(:[0-9]{1,5})?");

  private final List<Network> trusted;
  private final ForwardedHeader header;
  private final int ipv6Prefix;

  Origins(OriginSettings settings) {
    this.trusted = settings.trustedProxies().stream().map(Network::of).toList();
    this.header = settings.forwardedHeader();
    this.ipv6Prefix = settings.ipv6Prefix();
  }

  /** Whether a text is a host, perhaps with a port, that can stand in a link without harm. */
  public static boolean isHost(String text) {
    return HOST.matcher(text).matches();
  }

  /**
   * Looks at the other end of a connection; once, not for each request.
   *
   * @param address as text; one that cannot be read is never trusted
   */
  public Peer peer(String address, boolean secure) {
    byte[] bytes = Network.parse(address);
    return bytes == null
        ? new Peer(false, new Origin(address, address, secure, null))
        : new Peer(trusted(bytes), origin(bytes, secure, null));
  }

  /**
   * Finds the origin of a request from a trusted peer.
   *
   * @param fields gives all values of a header field
   */
  public Origin of(Peer peer, Function<String, List<String>> fields) {
    Forwarded said =
        header == ForwardedHeader.FORWARDED
            ? Forwarded.ofRfc7239(fields.apply("forwarded"))
            : Forwarded.ofXForwarded(
                fields.apply("x-forwarded-for"),
                fields.apply("x-forwarded-proto"),
                fields.apply("x-forwarded-host"));
    String proto = said.proto();
    boolean secure = proto == null ? peer.origin().secure() : proto.equalsIgnoreCase("https");
    String host = said.host() != null && isHost(said.host()) ? said.host() : null;
    byte[] caller = caller(said.hops());
    return caller == null
        ? new Origin(peer.origin().address(), peer.origin().counted(), secure, host)
        : origin(caller, secure, host);
  }

  /** The nearest address that no trusted proxy has; if all have one, the farthest. */
  private byte @Nullable [] caller(List<String> hops) {
    byte[] nearest = null;
    for (String hop : hops.reversed()) {
      byte[] address = Forwarded.address(hop);
      if (address == null) {
        // Who wrote this hid it, and all before it is hearsay.
        return nearest;
      }
      nearest = address;
      if (!trusted(address)) {
        return nearest;
      }
    }
    return nearest;
  }

  private Origin origin(byte[] address, boolean secure, @Nullable String host) {
    String text = Network.text(address);
    String counted =
        address.length == 16 && ipv6Prefix < 128
            ? Network.masked(address, ipv6Prefix) + '/' + ipv6Prefix
            : text;
    return new Origin(text, counted, secure, host);
  }

  private boolean trusted(byte[] address) {
    for (Network network : trusted) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
