package io.sensorplatform.stream.lag;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the lag of the roles is measured.
 *
 * @param interval how often Kafka is asked; default 5 s
 */
@ConfigurationProperties("platform.lag")
public record LagSettings(@DefaultValue("5s") Duration interval) {

  public LagSettings {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("platform.lag.interval must be positive");
    }
  }
}
