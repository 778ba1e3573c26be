package io.sensorplatform.gateway.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where several gateways keep their limits and quotas together.
 *
 * @param url such as redis://host:6379 or rediss://user:password@host:6379; without it each gateway
 *     counts for itself, and a day's count begins anew when it starts
 * @param every how often what was counted is settled; default 100 ms
 * @param timeout after which Redis counts as away; default 250 ms
 */
@ConfigurationProperties("platform.gateway.redis")
public record RedisSettings(
    @Nullable String url,
    @DefaultValue("100ms") Duration every,
    @DefaultValue("250ms") Duration timeout) {

  public RedisSettings {
    if (every.toMillis() < 1 || timeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "platform.gateway.redis: every and timeout are at least 1 ms");
    }
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return "RedisSettings[configured=%s, every=%s, timeout=%s]"
        .formatted(url != null, every, timeout);
  }
}
