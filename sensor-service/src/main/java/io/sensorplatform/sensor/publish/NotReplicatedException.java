package io.sensorplatform.sensor.publish;

/**
 * Kafka did not acknowledge all readings in time. Some may be on Kafka, or come there yet: sending
 * them again is harmless by their identity.
 */
public final class NotReplicatedException extends Exception {

  private final FailureCategory category;

  NotReplicatedException(FailureCategory category, Throwable cause) {
    super("not replicated: " + category.tag(), cause, false, false);
    this.category = category;
  }

  /** Whether more was sent than Kafka takes, rather than Kafka being away. */
  public boolean isOverload() {
    return category == FailureCategory.THROTTLED;
  }

  FailureCategory category() {
    return category;
  }
}
