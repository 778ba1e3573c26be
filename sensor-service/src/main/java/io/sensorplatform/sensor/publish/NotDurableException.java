package io.sensorplatform.sensor.publish;

/**
 * The readings are neither acknowledged by Kafka nor forced to the spool in time. Some may be
 * stored, or come there yet: sending them again is harmless by their identity.
 */
public final class NotDurableException extends Exception {

  private final boolean overload;

  NotDurableException(boolean overload, Exception cause) {
    super("not durable", cause, false, false);
    this.overload = overload;
  }

  /** Whether more was sent than is taken, rather than something being away. */
  public boolean isOverload() {
    return overload;
  }
}
