package io.sensorplatform.gateway.limit;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many readings tenants may send.
 *
 * @param defaults for tenants that are not named; unlimited by default
 * @param tenants by name, instead of the defaults
 */
@ConfigurationProperties("platform.gateway.quotas")
public record QuotaSettings(
    @DefaultValue Readings defaults, @DefaultValue Map<String, Readings> tenants) {

  public QuotaSettings {
    tenants = Map.copyOf(tenants);
  }

  /**
   * A tenant's quota.
   *
   * @param readingsPerSecond that come back each second; 0, the default: unlimited
   * @param burst readings that may come at once; default 10 seconds' worth
   * @param readingsPerDay from 00:00 UTC on; 0, the default: unlimited
   */
  public record Readings(
      @DefaultValue("0") int readingsPerSecond,
      @DefaultValue("0") int burst,
      @DefaultValue("0") long readingsPerDay) {

    public Readings {
      if (readingsPerSecond < 0 || burst < 0 || readingsPerDay < 0) {
        throw new IllegalArgumentException("platform.gateway.quotas are at least 0");
      }
      if (burst == 0) {
        burst = (int) Math.min(Integer.MAX_VALUE, 10L * readingsPerSecond);
      }
    }

    boolean unlimited() {
      return readingsPerSecond == 0 && readingsPerDay == 0;
    }
  }
}
