package io.sensorplatform.stream.catalogue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the tables follow the archive.
 *
 * @param interval how often the objects on S3 are held against the tables; default 5m
 */
@ConfigurationProperties("platform.archive-catalogue")
public record CatalogueSettings(@DefaultValue("5m") Duration interval) {

  public CatalogueSettings {
    if (interval.toMillis() < 1) {
      throw new IllegalArgumentException("platform.archive-catalogue.interval must be positive");
    }
  }
}
