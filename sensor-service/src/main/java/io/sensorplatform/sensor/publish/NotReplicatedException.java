package io.sensorplatform.sensor.publish;

import io.sensorplatform.defaults.metric.FailureCategory;

/** Kafka did not acknowledge all readings in time. Some may be on Kafka, or come there yet. */
final class NotReplicatedException extends Exception {

  private final FailureCategory category;

  NotReplicatedException(FailureCategory category, Throwable cause) {
    super("not replicated: " + category.tag(), cause, false, false);
    this.category = category;
  }

  FailureCategory category() {
    return category;
  }
}
