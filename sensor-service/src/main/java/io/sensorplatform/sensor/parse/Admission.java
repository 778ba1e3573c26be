package io.sensorplatform.sensor.parse;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which readings are admitted.
 *
 * @param past how long ago a reading may have been observed when it arrives; default 30 d
 * @param ahead how far ahead of the platform's clock it may claim to be; default 10 min
 * @param maxReadings most readings in one request; default 10,000
 */
@ConfigurationProperties("platform.ingest.admission")
public record Admission(
    @DefaultValue("30d") Duration past,
    @DefaultValue("10m") Duration ahead,
    @DefaultValue("10000") int maxReadings) {

  /** Beyond this an instant's microseconds would leave what text can say. */
  private static final Duration LONGEST = Duration.ofDays(365_000);

  public Admission {
    if (past.isNegative() || ahead.isNegative()) {
      throw new IllegalArgumentException(
          "platform.ingest.admission: past and ahead are not negative");
    }
    if (past.compareTo(LONGEST) > 0 || ahead.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "platform.ingest.admission: past and ahead are at most 1,000 years");
    }
    if (maxReadings < 1) {
      throw new IllegalArgumentException("platform.ingest.admission.max-readings is at least 1");
    }
  }
}
