package io.sensorplatform.auth.delivery;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Which URLs a webhook may have. Where a name leads is found out only when a delivery is sent. */
public final class Target {

  private static final int MAX_LENGTH = 2_000;

  private Target() {}

  /** What is wrong with the URL; null if it may be one. */
  public static @Nullable String wrong(@Nullable String url, DeliverySettings settings) {
    if (url == null || url.isEmpty() || url.length() > MAX_LENGTH) {
      return "/url must have 1 to %d characters.".formatted(MAX_LENGTH);
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return "/url is not a URL.";
    }
    if (!url.chars().allMatch(c -> c > ' ' && c < 0x7f) || uri.getHost() == null) {
      return "/url must name a host and have ASCII characters only.";
    }
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    if (!https && !(settings.allowHttp() && "http".equalsIgnoreCase(uri.getScheme()))) {
      return "/url must be https.";
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return "/url must hold neither a user nor a fragment.";
    }
    if (!settings.allowPrivateAddresses() && PublicAddresses.isPrivateLiteral(uri.getHost())) {
      return "/url must not lead to an address that is not public.";
    }
    return null;
  }
}
