package io.sensorplatform.sensor.publish;

import java.util.Locale;

/** Where readings are that were acknowledged. */
public enum Durability {
  /** On Kafka, with acks=all. */
  REPLICATED,
  /** Some or all on the local disk, from where they go to Kafka. */
  SPOOLED;

  /** As told in answers and metrics. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
