package io.sensorplatform.bench;

import io.sensorplatform.bench.result.Stage;
import io.sensorplatform.bench.result.StageRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Runs one stage or all, each in a JVM of its own, and makes the page of what has been measured.
 *
 * <p>{@code [STAGE] [--short] [--OPTION VALUE ..]}: options are the stage's.
 */
public final class Stages {

  private static final int WRONG_CALL = 2;

  private Stages() {}

  public static void main(String[] arguments) throws Exception {
    boolean one = arguments.length > 0 && !arguments[0].startsWith("-");
    var chosen = one ? Stage.of(arguments[0]).map(List::of).orElse(List.of()) : all();
    var options = Arrays.asList(arguments).subList(one ? 1 : 0, arguments.length);
    if (chosen.isEmpty() || !one && !Set.of("--short").containsAll(options)) {
      System.err.println(
          chosen.isEmpty()
              ? "there is no stage '%s'".formatted(arguments[0])
              : "only --short is for all stages");
      list();
      System.exit(WRONG_CALL);
    }
    if (!one) {
      list();
    }
    Files.createDirectories(StageRun.RESULTS);
    var failed = new ArrayList<String>();
    for (Stage stage : chosen) {
      System.out.printf("%n== %s%n", stage.label());
      long begun = System.nanoTime();
      if (run(stage, options) != 0) {
        failed.add(stage.label());
      }
      System.out.printf(
          "%s took %d s%n", stage.label(), (System.nanoTime() - begun) / 1_000_000_000);
    }
    if (!failed.isEmpty()) {
      System.err.println("failed: " + String.join(", ", failed));
      System.exit(1);
    }
  }

  private static List<Stage> all() {
    return List.of(Stage.values());
  }

  private static void list() {
    System.out.println("stages:");
    for (Stage stage : Stage.values()) {
      System.out.printf("  %-12s %s%n", stage.label(), stage.title());
    }
  }

  private static int run(Stage stage, List<String> options)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("benchmarks/run", stage.mainClass()));
    command.addAll(options);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
