package io.sensorplatform.bench.guard;

import io.sensorplatform.bench.part.Parts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fails when a reading costs more than it did: bytes allocated by each part, which JMH tells to the
 * byte, and allocations and CPU of the path through all of them. {@code --accept} stores what was
 * measured instead.
 */
public final class Guard {

  static final Path STORED = Path.of("benchmarks", "guard.json");

  private static final int ROUNDS = 25;
  private static final int WARM_UPS = 4;
  private static final int ITERATIONS = 2;
  private static final long MILLIS = 300;

  private static final List<String> PARTS =
      List.of(
          "JsonPart.ours",
          "TimestampPart.ours",
          "AvroPart.encode",
          "AvroPart.decode",
          "SpoolPart.ours",
          "CopyPart.ours",
          "ParquetPart.ours",
          "TokenPart.ours",
          "LimitPart.ours");

  private Guard() {}

  public static void main(String[] arguments) throws Exception {
    boolean accept = List.of(arguments).contains("--accept");
    var stored = GuardFile.read(STORED);
    var measured = measure();
    tell(stored, measured);
    if (accept) {
      stored.with(measured).write(STORED);
      System.out.println("stored in " + STORED);
      return;
    }
    var complaints = stored.complaints(measured);
    for (String complaint : complaints) {
      System.err.println("bench-guard: " + complaint);
    }
    if (!complaints.isEmpty()) {
      System.err.println(
          "bench-guard: if that is meant, store what was measured: " + GuardFile.ACCEPT);
      System.exit(1);
    }
    System.out.println("no part costs more than it did");
  }

  private static Map<String, Double> measure() throws Exception {
    var measured = new LinkedHashMap<String, Double>();
    var path = PathCost.measure(ROUNDS, ROUNDS);
    measured.put("path, allocations", path.bytes());
    measured.put("path, CPU", path.cpu());
    Parts.run(PARTS, WARM_UPS, ITERATIONS, MILLIS)
        .forEach((name, cost) -> measured.put(name, cost.bytes()));
    return measured;
  }

  private static void tell(GuardFile stored, Map<String, Double> measured) {
    System.out.println("| | now | stored | allowed |\n|---|--:|--:|--:|");
    for (var entry : stored.entries()) {
      System.out.printf(
          Locale.ROOT,
          "| %s, %s | %.2f | %.2f | %.2f |%n",
          entry.name(),
          entry.unit(),
          measured.getOrDefault(entry.name(), Double.NaN),
          entry.value(),
          entry.allowed());
    }
  }
}
