package io.sensorplatform.gateway.origin;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may say where a request comes from.
 *
 * @param trustedProxies networks of the proxies in front, such as 10.0.0.0/8 or 2001:db8::/32;
 *     default none: what a request says about its origin is not believed
 * @param forwardedHeader which fields those proxies write; only these are read, since a proxy
 *     passes on the others as its caller forged them; default x-forwarded
 * @param ipv6Prefix bits of an IPv6 address that count as one caller, since whoever has one has all
 *     of its network; default 64
 */
@ConfigurationProperties("platform.gateway")
public record OriginSettings(
    @DefaultValue List<String> trustedProxies,
    @DefaultValue("x-forwarded") ForwardedHeader forwardedHeader,
    @DefaultValue("64") int ipv6Prefix) {

  public OriginSettings {
    trustedProxies = List.copyOf(trustedProxies);
    if (ipv6Prefix < 1 || ipv6Prefix > 128) {
      throw new IllegalArgumentException("platform.gateway.ipv6-prefix is 1 to 128");
    }
  }

  /** What proxies write. */
  public enum ForwardedHeader {
    /** X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host. */
    X_FORWARDED,
    /** Forwarded (RFC 7239). */
    FORWARDED
  }
}
