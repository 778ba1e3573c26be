package io.sensorplatform.auth.delivery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which URLs a webhook may have. Where a name leads is found out only when a delivery is sent. */
public final class Target {

  private static final int MAX_LENGTH = 2_000;

  /** A host that ends like this is an address to some, such as 0x7f.1 or 2130706433. */
  private static final Pattern NUMBERS = Pattern.compile("(^|\\.)(\\d+|0[xX][0-9a-fA-F]*)\\.?$");

  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

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
    if (NUMBERS.matcher(uri.getHost()).find() && !IPV4.matcher(uri.getHost()).matches()) {
      return "/url holds an address in a form that is read in several ways.";
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
