package io.sensorplatform.auth.delivery;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves hosts to public addresses only, as the client connects: whoever owns a name cannot have
 * it checked with one address and called with another, such as that of a cloud's metadata or of a
 * service behind the firewall.
 */
final class PublicAddresses implements DnsResolver {

  /** Says so, and is not tried again. */
  static final class NotPublicException extends UnknownHostException {
    NotPublicException(String host) {
      super(host + " has an address that is not public");
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
    if (!Arrays.stream(addresses).allMatch(PublicAddresses::isPublic)) {
      throw new NotPublicException(host);
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return host;
  }

  /** Whether the host is an address itself, and one that is not public. */
  static boolean isPrivateLiteral(String host) {
    try {
      String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return !isPublic(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** By the registries of special addresses (RFC 6890 and those that updated it). */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address four -> isPublicIpv4(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff);
      // Only 2000::/3 is public, and of it not what stands for an IPv4 address (6to4, Teredo) or is
      // for documentation.
      case Inet6Address six ->
          (bytes[0] & 0xe0) == 0x20
              && !(bytes[0] == 0x20 && bytes[1] == 0x02)
              && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0)
              && !(bytes[0] == 0x20
                  && bytes[1] == 0x01
                  && bytes[2] == 0x0d
                  && (bytes[3] & 0xff) == 0xb8);
      default -> false;
    };
  }

  private static boolean isPublicIpv4(int a, int b, int c) {
    boolean special =
        a == 0
            || a >= 240
            || (a == 100 && b >= 64 && b < 128)
            || (a == 192 && b == 0 && (c == 0 || c == 2))
            || (a == 192 && b == 88 && c == 99)
            || (a == 198 && (b == 18 || b == 19))
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
    return !special;
  }
}
