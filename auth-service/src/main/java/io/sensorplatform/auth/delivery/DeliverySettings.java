package io.sensorplatform.auth.delivery;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are sent to webhooks.
 *
 * @param allowHttp whether a URL may be http, not only https; default false
 * @param allowPrivateAddresses whether a URL may lead to addresses that are not public, such as
 *     localhost; default false
 * @param retries how long to wait after each failed attempt; after the last one fails, that is it;
 *     default 1 min, 10 min, 1 h, 6 h
 * @param timeout how long a receiver may take to answer; default 10 s
 * @param retention how long deliveries are listed; default 30 days
 * @param maxPerTenant how many webhooks a tenant may have; default 20
 * @param secretOverlap how long deliveries are signed with a replaced secret, too; default 24 h
 */
@ConfigurationProperties("platform.auth.webhooks")
public record DeliverySettings(
    @DefaultValue("false") boolean allowHttp,
    @DefaultValue("false") boolean allowPrivateAddresses,
    @DefaultValue({"1m", "10m", "1h", "6h"}) List<Duration> retries,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("30d") Duration retention,
    @DefaultValue("20") int maxPerTenant,
    @DefaultValue("24h") Duration secretOverlap) {

  public DeliverySettings {
    retries = List.copyOf(retries);
    if (retries.stream().anyMatch(Duration::isNegative)
        || !timeout.isPositive()
        || timeout.compareTo(Duration.ofMinutes(1)) > 0
        || !retention.isPositive()
        || secretOverlap.isNegative()
        || maxPerTenant < 1) {
      throw new IllegalArgumentException(
          "platform.auth.webhooks: retries and secret-overlap must not be negative, timeout is"
              + " 1 min at most, retention and max-per-tenant are positive");
    }
  }
}
