package io.sensorplatform.gateway.refusal;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How refused attempts come into the audit.
 *
 * @param url management port of auth-service, http(s)://host:port; none: they are counted only
 * @param keeper the downstream that keeps the audit, and notes itself what it refuses; default auth
 * @param interval how often they are told; default 2 s
 * @param timeout how long auth-service may take to answer; default 3 s
 * @param maxKinds different attempts held at a time, more are told as one; default 1,000
 */
@ConfigurationProperties("platform.gateway.refusals")
public record RefusalSettings(
    @Nullable URI url,
    @DefaultValue("auth") String keeper,
    @DefaultValue("2s") Duration interval,
    @DefaultValue("3s") Duration timeout,
    @DefaultValue("1000") int maxKinds) {

  public RefusalSettings {
    if (url != null && (url.getHost() == null || url.getScheme() == null)) {
      throw new IllegalArgumentException("platform.gateway.refusals.url is no URL of a host");
    }
    if (!interval.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "platform.gateway.refusals: interval and timeout must be positive");
    }
    if (maxKinds < 1 || maxKinds > 10_000) {
      throw new IllegalArgumentException(
          "platform.gateway.refusals.max-kinds is at least 1 and at most 10000");
    }
  }
}
