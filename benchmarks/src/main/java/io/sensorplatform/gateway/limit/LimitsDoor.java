package io.sensorplatform.gateway.limit;

import java.util.Map;
import org.jspecify.annotations.NullMarked;

/** Lets benchmarks in: Spring makes it in the service. */
@NullMarked
public final class LimitsDoor {

  private LimitsDoor() {}

  /** One limit of this gateway alone. */
  public static Limits open(String name, int rate, int burst) {
    var limit = new LimitSettings.Limit(rate, burst);
    return new Limits(new LimitSettings(Map.of(name, limit), 100_000), System::nanoTime, null);
  }
}
