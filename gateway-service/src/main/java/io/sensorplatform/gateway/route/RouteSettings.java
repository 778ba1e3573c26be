package io.sensorplatform.gateway.route;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The routes by name; the names are the values of the metrics' tag {@code route}.
 *
 * @param routes defaults are in application.yml
 */
@ConfigurationProperties("platform.gateway")
public record RouteSettings(@DefaultValue Map<String, Entry> routes) {

  public RouteSettings {
    routes = Map.copyOf(routes);
  }

  /**
   * One route.
   *
   * @param path prefix, in whole segments: /v1/sensors holds /v1/sensors/a, not /v1/sensorship
   * @param downstream name of the service that answers; gateway: the gateway itself
   * @param access whether a token is needed; default yes
   * @param limit name of the limit; default reads for safe methods, writes for the others
   * @param deadline how long a request may take, without the sending of its body; default: the
   *     service's answer timeout
   * @param quota whether what is written through it counts against the tenant's quota of readings;
   *     default false
   * @param repeatable whether its POST may be sent again after a broken connection; default false
   */
  public record Entry(
      String path,
      String downstream,
      @DefaultValue("token") Access access,
      @Nullable String limit,
      boolean repeatable,
      @Nullable Duration deadline,
      boolean quota) {

    public Entry {
      if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/")) {
        throw new IllegalArgumentException(
            "the path of a route starts with / and does not end with it: " + path);
      }
      if (downstream.isBlank()) {
        throw new IllegalArgumentException("the route " + path + " has no downstream");
      }
    }
  }

  /** Who may call. */
  public enum Access {
    /** Anyone; what is behind it checks for itself. */
    PUBLIC,
    /** Only who has a good token of this platform. */
    TOKEN
  }
}
