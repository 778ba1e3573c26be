package io.sensorplatform.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sensorplatform.gateway.limit.LimitSettings.Limit;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests by limit and caller. Decided in memory, always; with other gateways what was
 * counted is settled afterwards. Callers are forgotten once their bucket must be full again, and
 * beyond the bound the least seen ones first.
 */
public final class Limits {

  private final Map<String, Buckets> buckets;

  Limits(LimitSettings settings, LongSupplier nanos, @Nullable Settlement shared) {
    this.buckets =
        settings.limits().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    entry ->
                        new Buckets(
                            entry.getKey(),
                            entry.getValue(),
                            settings.maxCallers(),
                            nanos,
                            shared)));
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
    Buckets of = of(name);
    return principal == null ? of.take("address", address) : of.take("principal", principal);
  }

  /** What the limit would say to an address, without counting. */
  public Allowance look(String name, String address) {
    return of(name).look("address", address);
  }

  private Buckets of(String name) {
    Buckets of = buckets.get(name);
    if (of == null) {
      throw new IllegalArgumentException("there is no limit " + name);
    }
    return of;
  }

  private static final class Buckets {

    private final String name;
    private final Limit limit;
    private final String policy;
    private final LongSupplier nanos;
    private final @Nullable Settlement shared;
    private final Cache<String, Bucket> byCaller;

    Buckets(
        String name, Limit limit, int maxCallers, LongSupplier nanos, @Nullable Settlement shared) {
      this.name = name;
      this.limit = limit;
      this.policy =
          "\"%s\";q=%d;w=%d"
              .formatted(name, limit.burst(), Math.ceilDiv(limit.burst(), limit.rate()));
      this.nanos = nanos;
      this.shared = shared;
      this.byCaller =
          Caffeine.newBuilder()
              .maximumSize(maxCallers)
              .expireAfterAccess(
                  Duration.ofSeconds(Math.max(60, Math.ceilDiv(limit.burst(), limit.rate()))))
              .build();
    }

    Allowance take(String scope, String caller) {
      long now = nanos.getAsLong();
      Bucket bucket = bucket(scope, caller, now);
      return allowance(scope, bucket, bucket.take(now), now);
    }

    Allowance look(String scope, String caller) {
      long now = nanos.getAsLong();
      Bucket bucket = bucket(scope, caller, now);
      return allowance(scope, bucket, bucket.untilOne(now), now);
    }

    private Bucket bucket(String scope, String caller, long now) {
      // A principal may not be named so that it shares the bucket of an address.
      return byCaller.get(
          scope.charAt(0) + caller,
          key -> new Bucket("limit:" + name + ':' + key, limit, now, shared));
    }

    private Allowance allowance(String scope, Bucket bucket, long wait, long now) {
      return new Allowance(
          name,
          scope,
          limit,
          policy,
          Math.max(0, bucket.remaining(now)),
          wait == 0 ? Duration.ZERO : Duration.ofNanos(wait));
    }
  }
}
