package io.sensorplatform.sensor.spool;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A segment as far as it can be read: up to a record that was forced.
 *
 * @param end offset behind that record
 * @param lastId of that record; one less than {@code firstId} if there is none
 * @param bytes size of the file
 */
record Segment(Path file, long number, long firstId, long end, long lastId, long bytes) {

  private static final Pattern NAME = Pattern.compile("\\d{20}\\.segment");

  static String name(long number) {
    return String.format(Locale.ROOT, "%020d.segment", number);
  }

  static boolean isName(Path file) {
    return NAME.matcher(file.getFileName().toString()).matches();
  }

  static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().substring(0, 20));
  }

  Segment upTo(long newEnd, long newLastId) {
    return new Segment(file, number, firstId, newEnd, newLastId, bytes);
  }
}
