package io.sensorplatform.monitoring.alarm;

/** Who is told, and how soon. */
public enum Severity {
  /** Wakes somebody at any hour. */
  P1,
  /** Somebody looks within the hour; wakes nobody before that. */
  P2,
  /** A ticket for the next working day. */
  P3
}
