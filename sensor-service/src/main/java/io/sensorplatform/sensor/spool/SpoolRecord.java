package io.sensorplatform.sensor.spool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one request leaves in the spool: readings of one tenant that came together.
 *
 * @param tenant whose readings they are; empty in a record that holds none
 * @param receivedAtMicros when they came, microseconds since 1970-01-01T00:00:00Z
 * @param traceparent W3C trace context of the request; null if it is not traced
 * @param readings each in its final bytes, in their order
 * @param stripes of each reading, see {@link Backlog}
 */
public record SpoolRecord(
    String tenant,
    long receivedAtMicros,
    @Nullable String traceparent,
    List<byte[]> readings,
    char[] stripes) {

  public SpoolRecord {
    if (readings.size() != stripes.length) {
      throw new IllegalArgumentException("every reading has a stripe");
    }
  }

  public int count() {
    return readings.size();
  }

  TenantHour tenantHour() {
    return TenantHour.of(tenant, receivedAtMicros);
  }
}
