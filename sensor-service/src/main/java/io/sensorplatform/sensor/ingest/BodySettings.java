package io.sensorplatform.sensor.ingest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of requests is taken in.
 *
 * @param max most bytes of a body, as sent and as inflated; default 8 MiB
 * @param inFlight bytes of heap for all requests being served, beyond which they are answered 503.
 *     A request counts its body, at least 16 KiB, and 320 bytes for each reading; default 64 MiB
 */
@ConfigurationProperties("platform.ingest.body")
record BodySettings(@DefaultValue("8MB") DataSize max, @DefaultValue("64MB") DataSize inFlight) {

  BodySettings {
    if (max.toBytes() < 1 || max.compareTo(DataSize.ofGigabytes(1)) > 0) {
      throw new IllegalArgumentException("platform.ingest.body.max is 1 B to 1 GB");
    }
    if (inFlight.compareTo(max) < 0) {
      throw new IllegalArgumentException("platform.ingest.body.in-flight is at least max");
    }
  }
}
