package io.sensorplatform.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.sensorplatform.gateway.limit.LimitSettings.Limit;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests by limit and caller, in memory. Callers are forgotten once their bucket must be
 * full again, and beyond the bound the least seen ones first.
 */
public final class Limits {

  private final Map<String, Buckets> buckets;

  Limits(LimitSettings settings, TimeMeter time) {
    this.buckets =
        settings.limits().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    entry ->
                        new Buckets(
                            entry.getKey(), entry.getValue(), settings.maxCallers(), time)));
  }

  /** The names of the limits. */
  public Set<String> names() {
    return buckets.keySet();
  }

  /**
   * Counts one request.
   *
   * @param principal whom the token speaks for; null counts by address
   */
  public Allowance take(String name, @Nullable String principal, String address) {
    Buckets of = buckets.get(name);
    if (of == null) {
      throw new IllegalArgumentException("there is no limit " + name);
    }
    return principal == null ? of.take("address", address) : of.take("principal", principal);
  }

  private static final class Buckets {

    private final String name;
    private final Limit limit;
    private final String policy;
    private final TimeMeter time;
    private final Cache<String, Bucket> byCaller;

    Buckets(String name, Limit limit, int maxCallers, TimeMeter time) {
      this.name = name;
      this.limit = limit;
      this.policy =
          "\"%s\";q=%d;w=%d"
              .formatted(name, limit.burst(), Math.ceilDiv(limit.burst(), limit.rate()));
      this.time = time;
      this.byCaller =
          Caffeine.newBuilder()
              .maximumSize(maxCallers)
              .expireAfterAccess(
                  Duration.ofSeconds(Math.max(60, Math.ceilDiv(limit.burst(), limit.rate()))))
              .build();
    }

    Allowance take(String scope, String caller) {
      // A principal may not be named so that it shares the bucket of an address.
      String key = scope.charAt(0) + caller;
      ConsumptionProbe probe = byCaller.get(key, unused -> full()).tryConsumeAndReturnRemaining(1);
      Duration wait =
          probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
      return new Allowance(name, scope, limit, policy, probe.getRemainingTokens(), wait);
    }

    private Bucket full() {
      return Bucket.builder()
          .addLimit(bandwidth ->
              bandwidth.capacity(limit.burst()).refillGreedy(limit.rate(), Duration.ofSeconds(1)))
          .withCustomTimePrecision(time)
          .build();
    }
  }
}
