package io.sensorplatform.defaults.telemetry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which spans are kept beside the sampled ones.
 *
 * @param slow a request that takes longer is kept; default 450 ms, the objective of the slowest
 *     hundredth. The services behind the gateway are set lower, so that a slow answer has their
 *     part, too
 * @param slowBatch a batch of a consumer that takes longer is kept; default 2 s
 * @param keptPerSecond so many failed or slow ones are kept in each second, as an outage in which
 *     everything fails is told by a part of it; default 200
 * @param maxSpans of requests that have not ended yet, before the oldest are given up; default
 *     10,000, about 10 MB
 */
@ConfigurationProperties("platform.traces")
public record TraceSettings(
    @DefaultValue("450ms") Duration slow,
    @DefaultValue("2s") Duration slowBatch,
    @DefaultValue("200") int keptPerSecond,
    @DefaultValue("10000") int maxSpans) {

  public TraceSettings {
    if (slow.isNegative() || slowBatch.isNegative() || keptPerSecond < 0 || maxSpans < 1) {
      throw new IllegalArgumentException(
          "platform.traces: nothing is negative, and max-spans is at least 1");
    }
  }
}
