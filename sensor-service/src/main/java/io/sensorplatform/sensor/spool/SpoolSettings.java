package io.sensorplatform.sensor.spool;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where and how readings wait while Kafka does not acknowledge them.
 *
 * @param enabled whether there is a spool; without one readings are refused while Kafka is away;
 *     default true
 * @param directory root that may be shared: each process owns one directory in it; default spool
 * @param segment size of a segment file, written with zeros ahead of its use; default 64 MiB
 * @param cap most bytes of this process's segments, beyond which readings are refused; one segment
 *     more is kept ready; default 1 GiB
 * @param queue most bytes waiting for the disk; default 32 MiB
 * @param adoptEvery how often directories that nobody owns any more are looked for; default 30 s
 */
@ConfigurationProperties("platform.spool")
public record SpoolSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("spool") Path directory,
    @DefaultValue("64MB") DataSize segment,
    @DefaultValue("1GB") DataSize cap,
    @DefaultValue("32MB") DataSize queue,
    @DefaultValue("30s") Duration adoptEvery) {

  /** A request of 10,000 readings of the longest form fits. */
  private static final DataSize SMALLEST_SEGMENT = DataSize.ofMegabytes(4);

  public SpoolSettings {
    if (segment.compareTo(SMALLEST_SEGMENT) < 0 || segment.compareTo(DataSize.ofGigabytes(1)) > 0) {
      throw new IllegalArgumentException("platform.spool.segment is 4 MiB to 1 GiB");
    }
    if (cap.compareTo(segment) < 0) {
      throw new IllegalArgumentException("platform.spool.cap is at least one segment");
    }
    if (queue.compareTo(SMALLEST_SEGMENT) < 0) {
      throw new IllegalArgumentException("platform.spool.queue is at least 4 MiB");
    }
    if (adoptEvery.isNegative() || adoptEvery.isZero()) {
      throw new IllegalArgumentException("platform.spool.adopt-every must be positive");
    }
  }
}
