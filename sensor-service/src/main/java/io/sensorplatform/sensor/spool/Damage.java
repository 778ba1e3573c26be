package io.sensorplatform.sensor.spool;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Something in the spool is not as it was written.
 *
 * @param offset in the file
 * @param detail what that means
 */
public record Damage(Kind kind, Path file, long offset, String detail) {

  /** The platform's bounded set, used as a metric tag. */
  public enum Kind {
    /** A segment's first 64 bytes. */
    HEADER,
    /** Acknowledged readings. */
    RECORD,
    /** Zeros that fill a record up; the record is whole. */
    PADDING,
    /** A segment file that should be there. */
    MISSING,
    /** A slot of the checkpoint; what was sent may be sent again. */
    CHECKPOINT,
    /** A sound reading that Kafka will never take. */
    READING,
    /** What follows the last acknowledged record: a write that a crash or a full disk cut short. */
    TORN;

    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
