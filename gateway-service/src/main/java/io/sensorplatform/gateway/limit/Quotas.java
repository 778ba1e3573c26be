package io.sensorplatform.gateway.limit;

import io.sensorplatform.gateway.limit.QuotaSettings.Readings;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The tenants' quotas. Tenants stand in verified tokens only, so there are few. */
public final class Quotas {

  private final QuotaSettings settings;
  private final LongSupplier nanos;
  private final Clock clock;
  private final @Nullable Settlement shared;
  private final Map<String, Quota> byTenant = new ConcurrentHashMap<>();

  Quotas(QuotaSettings settings, LongSupplier nanos, Clock clock, @Nullable Settlement shared) {
    this.settings = settings;
    this.nanos = nanos;
    this.clock = clock;
    this.shared = shared;
  }

  /** The tenant's quota; null if it may send what it likes. */
  public @Nullable Quota of(String tenant) {
    Readings allowed = settings.tenants().getOrDefault(tenant, settings.defaults());
    return allowed.unlimited()
        ? null
        : byTenant.computeIfAbsent(tenant, name -> new Quota(name, allowed, nanos, clock, shared));
  }
}
