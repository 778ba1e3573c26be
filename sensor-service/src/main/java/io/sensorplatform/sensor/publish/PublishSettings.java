package io.sensorplatform.sensor.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How readings are put on Kafka.
 *
 * @param deadline how long readings may take to become durable; then nothing is claimed; default 5
 *     s
 * @param spoolAfter how long all replicas may take to acknowledge until readings go to the spool,
 *     if there is one; default 1 s
 * @param linger how long a batch waits for more records; default 1 ms
 * @param batch most bytes of a batch; default 128 KiB
 * @param buffer most bytes waiting to be sent; default 64 MiB
 * @param compression lz4, zstd, snappy, gzip or none; default lz4
 */
@ConfigurationProperties("platform.publish")
record PublishSettings(
    @DefaultValue("5s") Duration deadline,
    @DefaultValue("1s") Duration spoolAfter,
    @DefaultValue("1ms") Duration linger,
    @DefaultValue("128KB") DataSize batch,
    @DefaultValue("64MB") DataSize buffer,
    @DefaultValue("lz4") String compression) {

  PublishSettings {
    if (deadline.toMillis() < 100) {
      throw new IllegalArgumentException("platform.publish.deadline is at least 100 ms");
    }
    if (spoolAfter.toMillis() < 1 || spoolAfter.compareTo(deadline) >= 0) {
      throw new IllegalArgumentException(
          "platform.publish.spool-after is 1 ms or more, and less than the deadline");
    }
    if (linger.isNegative() || linger.compareTo(deadline.dividedBy(4)) > 0) {
      throw new IllegalArgumentException(
          "platform.publish.linger is at most a quarter of the deadline");
    }
    if (batch.toBytes() < 1 || buffer.compareTo(batch) < 0) {
      throw new IllegalArgumentException("platform.publish.buffer is at least one batch");
    }
  }
}
