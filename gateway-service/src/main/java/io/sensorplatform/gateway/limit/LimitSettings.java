package io.sensorplatform.gateway.limit;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits by name; the names stand in RateLimit headers and metrics.
 *
 * @param limits defaults are in application.yml
 * @param maxCallers how many callers each limit remembers; default 100,000, about 20 MB at most
 */
@ConfigurationProperties("platform.gateway")
public record LimitSettings(
    @DefaultValue Map<String, Limit> limits, @DefaultValue("100000") int maxCallers) {

  public LimitSettings {
    limits = Map.copyOf(limits);
    if (maxCallers < 1) {
      throw new IllegalArgumentException("platform.gateway.max-callers is at least 1");
    }
  }

  /**
   * A token bucket.
   *
   * @param rate requests a second that come back
   * @param burst requests that may come at once
   */
  public record Limit(int rate, int burst) {

    public Limit {
      if (rate < 1 || burst < 1) {
        throw new IllegalArgumentException("rate and burst of a limit are at least 1");
      }
    }
  }
}
