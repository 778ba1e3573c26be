package io.sensorplatform.bench.result;

import io.sensorplatform.bench.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code docs/performance.md}, made from the results that are checked in. */
public final class PerformancePage {

  /** From the checkout's root. */
  static final Path PAGE = Path.of("docs", "performance.md");

  private static final String HEAD =
      """
      # Performance

      <!-- Made from benchmarks/results by `./platform bench` (or `benchmarks/run Performance`): do not edit. -->

      Each figure stands next to the limit of what it is built on, measured in the same run, in rounds that take
      turns: ratios hold on other machines, rates do not. Each is the median of its rounds, with the lowest and the
      highest in brackets. The load generator runs on the same machine and takes its share.

      ```sh
      ./platform bench                 # all stages, one after the other; half an hour on a quiet machine
      ./platform bench --short         # the same in fewer and shorter rounds, a quarter of an hour
      ./platform bench writer          # one stage
      ```

      Nothing else should run meanwhile. Each stage writes `benchmarks/results/STAGE.json` and this page.
      [Where the time goes](performance-profile.md), [what each takes as options](../benchmarks/README.md), [why it is measured so](decisions/0036-benchmarks-as-ratios.md),
      [what to reckon with](operations/capacity.md).
      """;

  private PerformancePage() {}

  /** Makes the page anew. */
  public static void write() throws IOException {
    Files.writeString(PAGE, of(results(StageRun.RESULTS)));
    System.out.println("written: " + PAGE);
  }

  /** The page of what there is. */
  static String of(Map<Stage, StageResult> results) {
    List<Machine> machines = machines(results);
    var page = new StringBuilder(HEAD);
    if (!machines.isEmpty()) {
      page.append("\n## Measured on\n\n| | |\n|---|---|\n");
      for (int i = 0; i < machines.size(); i++) {
        page.append("| %s | %s |%n".formatted(letter(i), describe(machines.get(i))));
      }
    }
    for (Stage stage : Stage.values()) {
      page.append("%n## %s%n%n%s%n%n".formatted(stage.title(), stage.description()));
      StageResult result = results.get(stage);
      if (result == null) {
        page.append("Not measured yet: `./platform bench %s`.%n".formatted(stage.label()));
      } else {
        section(page, result, letter(machines.indexOf(result.machine())));
      }
    }
    return page.toString();
  }

  /** What is in the files; stages without one are left out. */
  static Map<Stage, StageResult> results(Path directory) throws IOException {
    var results = new EnumMap<Stage, StageResult>(Stage.class);
    for (Stage stage : Stage.values()) {
      Path file = directory.resolve(stage.label() + ".json");
      if (Files.exists(file)) {
        results.put(stage, StageResult.read(file));
      }
    }
    return results;
  }

  private static void section(StringBuilder page, StageResult result, String machine) {
    page.append(FigureText.HEAD);
    for (Figure figure : result.figures()) {
      page.append(FigureText.line(figure)).append('\n');
    }
    int rounds = result.figures().stream().mapToInt(Figure::rounds).max().orElse(0);
    page.append(
        String.format(
            Locale.ROOT,
            "%n`%s`, %d round%s%s, %s at %s on machine %s; %.0f%% of it busy with other things before.%n",
            result.command(),
            rounds,
            rounds == 1 ? "" : "s",
            result.brief() ? " (a short run: few and short rounds)" : "",
            result.date(),
            result.commit(),
            machine,
            100 * result.busyBefore()));
  }

  private static List<Machine> machines(Map<Stage, StageResult> results) {
    var machines = new ArrayList<Machine>();
    for (StageResult result : results.values()) {
      if (!machines.contains(result.machine())) {
        machines.add(result.machine());
      }
    }
    return machines;
  }

  private static String letter(int number) {
    return String.valueOf((char) ('A' + number));
  }

  private static String describe(Machine machine) {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %d GiB, %s, %s; 4 KiB are forced to its disk in %.1f ms",
        machine.cpu(),
        machine.cores(),
        machine.memoryGib(),
        machine.system(),
        machine.java(),
        machine.forcedWriteMillis());
  }
}
