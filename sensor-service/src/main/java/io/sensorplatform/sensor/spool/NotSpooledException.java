package io.sensorplatform.sensor.spool;

/** The readings are not known to be on the disk, and are never said to be. */
public final class NotSpooledException extends Exception {

  /** Why. */
  public enum Reason {
    /** The segments have reached their cap; sending them makes room. */
    CAP,
    /** More comes than the disk takes. */
    QUEUE,
    /** The disk refused, or is full. */
    DISK,
    /** The disk did not answer in time. */
    TIMEOUT,
    /** There is no spool. */
    CLOSED
  }

  private final Reason reason;

  NotSpooledException(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
