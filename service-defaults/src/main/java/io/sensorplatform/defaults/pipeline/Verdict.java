package io.sensorplatform.defaults.pipeline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a stage is, from good to bad. */
public enum Verdict {
  OK,
  /** Does its work, but slower, later or not all of it; or cannot, for the fault of another. */
  DEGRADED,
  /** Nobody who would know has answered. */
  UNKNOWN,
  FAILING;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
