package io.sensorplatform.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/**
 * The ways to one service: reads and writes apart, so that slow queries do not keep readings out.
 */
public record Lanes(Lane reads, Lane writes) {

  /**
   * @param nanos as System.nanoTime
   */
  public static Lanes to(
      String service, AdmissionSettings settings, LongSupplier nanos, MeterRegistry meters) {
    return new Lanes(
        new Lane(service, "reads", settings.reads(), settings, nanos, meters),
        new Lane(service, "writes", settings.writes(), settings, nanos, meters));
  }

  public void sweep() {
    reads.sweep();
    writes.sweep();
  }
}
