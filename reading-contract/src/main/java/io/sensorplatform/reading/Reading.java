package io.sensorplatform.reading;

import org.jspecify.annotations.Nullable;

/**
 * One measured value of one sensor at one instant, identified by ({@code tenant}, {@code sensorId},
 * {@code observedAtMicros}): sending it again is harmless, another value for the same instant
 * replaces the earlier one (last write in log order wins).
 *
 * @param tenant who owns the sensor, see {@link Tenant}
 * @param sensorId see {@link SensorId}
 * @param observedAtMicros when the value was measured, microseconds since 1970-01-01T00:00:00Z
 * @param value finite
 * @param unit SenML unit symbol or up to 16 characters, see {@link Unit}; null if not told
 * @param flags bit set of {@link #OUT_OF_RANGE} and {@link #SPOOLED}
 * @param receivedAtMicros when the platform received it, microseconds since 1970-01-01T00:00:00Z
 */
public record Reading(
    String tenant,
    String sensorId,
    long observedAtMicros,
    double value,
    @Nullable String unit,
    int flags,
    long receivedAtMicros) {

  /** Flag: the value lies outside the sensor's registered range. Kept and told, never refused. */
  public static final int OUT_OF_RANGE = 1;

  /** Flag: waited in a sensor-service's spool, because Kafka did not acknowledge it in time. */
  public static final int SPOOLED = 2;

  public Reading {
    if (!Tenant.isValid(tenant)) {
      throw new IllegalArgumentException("not a tenant: " + tenant);
    }
    if (!SensorId.isValid(sensorId)) {
      throw new IllegalArgumentException("not a sensor id: " + sensorId);
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a finite value: " + value);
    }
    if (unit != null && !Unit.isValid(unit)) {
      throw new IllegalArgumentException("not a unit: " + unit);
    }
  }
}
