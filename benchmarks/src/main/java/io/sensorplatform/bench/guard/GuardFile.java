package io.sensorplatform.bench.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was accepted as the cost of each thing, and by how much a run may exceed it.
 *
 * @param entries in the order in which they are told
 */
public record GuardFile(List<Entry> entries) {

  static final String ACCEPT = ".ci/bench-guard --accept";

  private static final double TOLERANCE = 0.02;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * @param tolerance share of the value
   * @param atLeast smallest difference that counts, in the unit
   */
  public record Entry(String name, String unit, double value, double tolerance, double atLeast) {

    double allowed() {
      return Math.max(value * (1 + tolerance), value + atLeast);
    }

    private String complaint(double now) {
      String more =
          value == 0 ? "" : String.format(Locale.ROOT, ", %.1f%% more", 100 * (now / value - 1));
      return String.format(
          Locale.ROOT,
          "%s: %.2f %s%s than the stored %.2f; %.2f is allowed.",
          name,
          now,
          unit,
          more.isEmpty() ? ", more" : more,
          value,
          allowed());
    }

    /** Rounded, so that a new file differs only where something did change. */
    Entry with(double measured) {
      return new Entry(name, unit, Math.round(measured * 100) / 100.0, tolerance, atLeast);
    }
  }

  public GuardFile {
    entries = List.copyOf(entries);
  }

  static GuardFile read(Path file) throws IOException {
    return JSON.readValue(Files.readString(file), GuardFile.class);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /** What is worse than it may be, and what cannot be compared; empty if all is well. */
  List<String> complaints(Map<String, Double> measured) {
    var complaints = new ArrayList<String>();
    for (Entry entry : entries) {
      Double now = measured.get(entry.name());
      if (now == null) {
        complaints.add(entry.name() + " is stored, but was not measured.");
      } else if (now > entry.allowed()) {
        complaints.add(entry.complaint(now));
      }
    }
    for (String name : measured.keySet()) {
      if (entries.stream().noneMatch(entry -> entry.name().equals(name))) {
        complaints.add(name + " was measured, but nothing is stored for it.");
      }
    }
    return complaints;
  }

  /** These values, with the tolerances that there are; new ones get the usual tolerance. */
  GuardFile with(Map<String, Double> measured) {
    var accepted = new ArrayList<Entry>();
    measured.forEach((name, value) ->
        accepted.add(
            entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElse(new Entry(name, "B", 0, TOLERANCE, 1))
                .with(value)));
    return new GuardFile(accepted);
  }
}
