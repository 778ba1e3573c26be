package io.sensorplatform.endtoend.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One line for each fault, printed at the end and kept in {@code target/faults.md}. */
final class FaultTable {

  record Line(
      String fault,
      Fleet fleet,
      int readings,
      int spooledReadings,
      Tally stored,
      double recoverSeconds,
      double drainSeconds,
      String proof) {}

  private final List<Line> lines = new ArrayList<>();

  void add(Line line) {
    lines.add(line);
  }

  List<Line> lines() {
    return lines;
  }

  void print(List<Tally> archived, String seed) {
    var text = new StringBuilder();
    text.append(
        "| Fault | Requests | Accepted | of these spooled | Missing | Spurious | Corrupted |"
            + " Duplicated | Missing in archive | Recovered s | Drained s | Proof |\n");
    text.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n");
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %d | %d | %d | %d | %d | %s | %.1f | %.1f | %s |%n",
              line.fault(),
              line.fleet().requests(),
              line.readings(),
              line.spooledReadings(),
              line.stored().missing(),
              line.stored().spurious(),
              line.stored().corrupted(),
              line.stored().duplicated(),
              i < archived.size() ? archived.get(i).missing() : "?",
              line.recoverSeconds(),
              line.drainSeconds(),
              line.proof()));
    }
    text.append("\nseed ").append(seed).append('\n');
    System.out.println(text);
    try {
      Files.writeString(Path.of("target", "faults.md"), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
