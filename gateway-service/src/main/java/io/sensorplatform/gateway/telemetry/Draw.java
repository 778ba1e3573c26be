package io.sensorplatform.gateway.telemetry;

import io.sensorplatform.defaults.telemetry.PerSecond;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Draws the first few requests of each second, and a share of the rest: a newcomer's single request
 * is always seen, and a flood costs little. What is drawn is traced by all services.
 *
 * <p>The decision is made here and not by devices: a caller's sampled flag, or a trace id chosen to
 * fall into a share, must not make us trace everything. Hence neither is looked at.
 */
final class Draw {

  private final PerSecond first;
  private final double rest;

  Draw(SamplingSettings settings, LongSupplier nanos) {
    this.first = new PerSecond(settings.perSecond(), nanos);
    this.rest = settings.rest();
  }

  boolean take() {
    return first.take() || ThreadLocalRandom.current().nextDouble() < rest;
  }
}
