package io.sensorplatform.sensor.idempotency;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How long first answers are kept, and where.
 *
 * @param keep from the answer on; default 24 h
 * @param memory most bytes of answers in this process; an answer of a batch without errors takes
 *     about 350, so the default of 64 MB holds 190,000 of them; beyond it the oldest of the tenant
 *     with the most go
 * @param redisUrl such as redis://host:6379 or rediss://user:password@host:6379; with it all
 *     instances know each other's keys, without it each knows its own until it stops
 * @param redisTimeout after which Redis counts as away; default 250 ms
 */
@ConfigurationProperties("platform.idempotency")
record IdempotencySettings(
    @DefaultValue("24h") Duration keep,
    @DefaultValue("64MB") DataSize memory,
    @Nullable String redisUrl,
    @DefaultValue("250ms") Duration redisTimeout) {

  IdempotencySettings {
    if (keep.toMillis() < 1_000) {
      throw new IllegalArgumentException("platform.idempotency.keep is at least 1 s");
    }
    if (memory.toBytes() < 1_000_000) {
      throw new IllegalArgumentException("platform.idempotency.memory is at least 1 MB");
    }
    if (redisTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("platform.idempotency.redis-timeout is at least 1 ms");
    }
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return "IdempotencySettings[keep=%s, memory=%s, redis=%s]"
        .formatted(keep, memory, redisUrl != null);
  }
}
