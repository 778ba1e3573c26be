package io.sensorplatform.local.load;

import io.sensorplatform.local.stack.Progress;
import io.sensorplatform.local.stack.StackException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** k6 v2: the one on the PATH, or the one that {@code load-tests/go.mod} names, built by Go. */
record K6(Path program, String version) {
  private static final Pattern VERSION = Pattern.compile("\\bv(\\d+)\\.\\d+\\.\\d+\\S*");
  private static final String MAJOR = "2";

  static K6 find(Path loadTests, Progress progress) {
    Optional<Path> installed = onPath("k6");
    if (installed.isPresent()) {
      String version = version(installed.get());
      if (isRight(version)) {
        return new K6(installed.get(), version);
      }
      progress.say(
          "k6 on the PATH is %s, not v2: taking the one of load-tests/go.mod".formatted(version));
    }
    Path go =
        onPath("go")
            .orElseThrow(() ->
                new StackException(
                    "load tests need k6 v2, and neither k6 v2 nor go is on the PATH. Install Go 1.25"
                        + " or newer, which builds it by itself (apt-get install golang-go, brew"
                        + " install go), or k6 v2 itself (brew install k6)"));
    progress.say("Looking for k6 in Go's cache; where it is not, Go builds it in some minutes.");
    Path built = Path.of(lastLine(run(loadTests, List.of(go.toString(), "tool", "-n", "k6"))));
    return new K6(built, version(built));
  }

  /**
   * Runs a script; k6's exit code.
   *
   * @param told in the script's {@code __ENV}
   * @param journal what the script writes to its console
   * @param log what k6 itself says
   */
  int run(Path script, Map<String, String> told, Path journal, Path log, boolean quiet)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program.toString(), "run", "--no-usage-report"));
    command.addAll(List.of("--log-format", "raw", "--console-output", journal.toString()));
    if (quiet) {
      command.add("--quiet");
    }
    told.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
    command.add(script.toString());
    try {
      Process process =
          new ProcessBuilder(command)
              .inheritIO()
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectError(log.toFile())
              .start();
      try {
        return process.waitFor();
      } finally {
        // Ctrl-C reaches it too, and it ends in order; this is for whoever interrupts only us.
        process.destroy();
      }
    } catch (IOException e) {
      throw new StackException("k6 could not be started: " + e.getMessage());
    }
  }

  private static boolean isRight(String version) {
    Matcher found = VERSION.matcher(version);
    return found.find() && found.group(1).equals(MAJOR);
  }

  private static String version(Path program) {
    String told = lastLine(run(Path.of(""), List.of(program.toString(), "version")));
    Matcher found = VERSION.matcher(told);
    return found.find() ? found.group() : told;
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String lastLine(String text) {
    return text.strip().lines().reduce("", (before, line) -> line);
  }

  /** Its standard output; what it says besides goes to ours. */
  private static String run(Path directory, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new StackException(
            "%s failed with exit code %d".formatted(String.join(" ", command), status));
      }
      return said;
    } catch (IOException e) {
      throw new StackException("%s: %s".formatted(command.getFirst(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted");
    }
  }
}
