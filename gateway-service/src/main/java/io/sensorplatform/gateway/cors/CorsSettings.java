package io.sensorplatform.gateway.cors;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which web pages of other origins may call the API (Fetch standard, CORS).
 *
 * @param origins exactly as browsers send them, such as https://console.example; default none
 * @param maxAge how long a browser may remember the answer to a preflight; default 10 min
 */
@ConfigurationProperties("platform.gateway.cors")
record CorsSettings(@DefaultValue List<String> origins, @DefaultValue("10m") Duration maxAge) {

  CorsSettings {
    origins = List.copyOf(origins);
    origins.forEach(CorsSettings::check);
  }

  /** A list with a star or a slash would silently match nobody, or be meant to match anybody. */
  private static void check(String origin) {
    URI uri = URI.create(origin);
    boolean exact =
        ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
            && uri.getHost() != null
            && uri.getRawPath().isEmpty()
            && uri.getRawQuery() == null
            && uri.getRawUserInfo() == null;
    if (!exact) {
      throw new IllegalArgumentException(
          "platform.gateway.cors.origins has scheme://host[:port] only: " + origin);
    }
  }
}
