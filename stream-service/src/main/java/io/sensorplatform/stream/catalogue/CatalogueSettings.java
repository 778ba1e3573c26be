package io.sensorplatform.stream.catalogue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the tables follow the archive.
 *
 * @param interval how often the newest objects on S3 are held against the tables; default 5m
 * @param wholeInterval how often all of them are, which tells what is gone from S3; at start, too;
 *     default 1h. A listing of a thousand objects is one request
 */
@ConfigurationProperties("platform.archive-catalogue")
public record CatalogueSettings(
    @DefaultValue("5m") Duration interval, @DefaultValue("1h") Duration wholeInterval) {

  public CatalogueSettings {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException("platform.archive-catalogue.interval must be positive");
    }
    if (wholeInterval.compareTo(interval) < 0) {
      throw new IllegalArgumentException(
          "platform.archive-catalogue.whole-interval must not be shorter than interval");
    }
  }
}
