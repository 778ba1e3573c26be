package io.sensorplatform.gateway.origin;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The addresses that share their first bits. */
record Network(byte[] address, int prefix) {

  /**
   * @param cidr such as 10.0.0.0/8; without a length it is one address
   */
  static Network of(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] address = parse(slash < 0 ? cidr : cidr.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("not a network: " + cidr);
    }
    int bits = address.length * 8;
    try {
      int prefix = slash < 0 ? bits : Integer.parseInt(cidr.substring(slash + 1));
      if (prefix >= 0 && prefix <= bits) {
        return new Network(address, prefix);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("not a network: " + cidr);
  }

  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = 0xff << Math.max(0, 8 - (prefix - bit));
      if (((address[bit / 8] ^ other[bit / 8]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The text of the first bits of an address, the others zero. */
  static String masked(byte[] address, int prefix) {
    byte[] masked = address.clone();
    for (int bit = prefix; bit < masked.length * 8; bit++) {
      masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return text(masked);
  }

  static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  /**
   * Reads an address, never a name; an IPv4 address in the form of IPv6 is IPv4.
   *
   * @return null if it is none
   */
  static byte @Nullable [] parse(String text) {
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    if (plain.length() > 45
        || !plain.matches("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(plain).getAddress();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
