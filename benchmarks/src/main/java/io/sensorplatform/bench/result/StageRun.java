package io.sensorplatform.bench.result;

import io.sensorplatform.bench.machine.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run that takes note of its surroundings as it begins, and of its figures as they come. */
public final class StageRun {

  /** Where results are kept, from the checkout's root. */
  public static final Path RESULTS = Path.of("benchmarks", "results");

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final String stage;
  private final String options;
  private final boolean brief;
  private final Machine machine;
  private final double busyBefore;
  private final List<Figure> figures = new ArrayList<>();

  /**
   * @param options of the command line, as they were given
   */
  public StageRun(String stage, String options, boolean brief) throws IOException {
    // A stage that fails ends, too: the threads of its servers would go on.
    Thread.currentThread()
        .setUncaughtExceptionHandler((thread, failure) -> {
          failure.printStackTrace();
          System.exit(1);
        });
    this.stage = stage;
    this.options = options;
    this.brief = brief;
    this.busyBefore = Machine.busy(LOOK);
    this.machine = Machine.here();
    System.out.printf(Locale.ROOT, "%s: %s, %.0f%% busy%n", stage, machine, 100 * busyBefore);
  }

  public void add(Figure figure) {
    figures.add(figure);
    System.out.println(FigureText.line(figure));
  }

  /**
   * @param file where to, or empty for the place of its stage, from where the page is made
   */
  public void write(String file) throws IOException {
    Path path = file.isEmpty() ? RESULTS.resolve(stage + ".json") : Path.of(file);
    new StageResult(
            stage,
            ("./platform bench " + stage + " " + options).strip(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            commit(),
            brief,
            busyBefore,
            machine,
            figures)
        .write(path);
    System.out.println("written: " + path);
    if (file.isEmpty()) {
      PerformancePage.write();
    }
  }

  /** With a plus if sources were changed since. */
  private static String commit() throws IOException {
    String head = git("rev-parse", "--short", "HEAD");
    boolean changed =
        !git("status", "--porcelain", "--", ".", ":!benchmarks/results", ":!docs").isEmpty();
    return head.isEmpty() ? "unknown" : head + (changed ? "+" : "");
  }

  private static String git(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String out = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor() == 0 ? out : "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
