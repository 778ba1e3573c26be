package io.sensorplatform.sensor.spool;

import java.time.Instant;

/**
 * What readings are counted by.
 *
 * @param tenant whose they are; empty for what has none
 * @param hour of their receipt, in hours since 1970-01-01T00:00:00Z
 */
public record TenantHour(String tenant, long hour) {

  private static final long MICROS = 3_600_000_000L;

  public static TenantHour of(String tenant, long receivedAtMicros) {
    return new TenantHour(tenant, Math.floorDiv(receivedAtMicros, MICROS));
  }

  public Instant begin() {
    return Instant.ofEpochSecond(hour * 3_600);
  }
}
