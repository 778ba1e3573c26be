package io.sensorplatform.local.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What k6 said beside the journal.
 *
 * @param exceptions of scripts; k6 itself goes on after them and ends with 0
 * @param end its last lines
 */
record K6Log(List<String> exceptions, String end) {
  /** k6's own code for a script that could not begin for an exception. */
  static final int SCRIPT_EXCEPTION = 107;

  private static final int MOST = 1000;
  private static final int LINES = 15;

  static K6Log read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      List<String> exceptions =
          lines.filter(line -> line.matches("\\w*Error: .*")).limit(MOST).toList();
      List<String> all = Files.readAllLines(file);
      return new K6Log(
          exceptions, String.join("\n", all.subList(Math.max(0, all.size() - LINES), all.size())));
    } catch (IOException e) {
      return new K6Log(List.of(), "its log cannot be read: " + e.getMessage());
    }
  }
}
