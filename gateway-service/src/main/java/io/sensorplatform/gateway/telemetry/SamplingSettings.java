package io.sensorplatform.gateway.telemetry;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which requests are traced.
 *
 * @param perSecond so many requests of each second always; default 5
 * @param rest share of the others, 0 to 1; default 0.1
 */
@ConfigurationProperties("platform.gateway.sampling")
public record SamplingSettings(@DefaultValue("5") int perSecond, @DefaultValue("0.1") double rest) {

  public SamplingSettings {
    if (perSecond < 0 || rest < 0 || rest > 1) {
      throw new IllegalArgumentException(
          "platform.gateway.sampling: per-second is at least 0, rest is 0 to 1");
    }
  }
}
