package io.sensorplatform.local.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The command that a process was started with. */
public final class CommandLine {
  private CommandLine() {}

  /** Program and arguments; empty if the process has ended or is none of our business. */
  public static Optional<List<String>> of(long pid) {
    Path line = Path.of("/proc/" + pid + "/cmdline");
    if (Files.exists(line)) {
      try {
        // ProcessHandle gives up on long command lines; this file does not.
        String words = Files.readString(line, StandardCharsets.ISO_8859_1);
        String text =
            new String(words.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.isEmpty() ? Optional.empty() : Optional.of(List.of(text.split("\0")));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().commandLine())
        .map(text -> List.of(text.split(" ")));
  }

  /**
   * Whether the process was started with this argument. Where the system does not tell arguments
   * apart, whether the text occurs.
   */
  public static boolean hasArgument(long pid, String argument) {
    return of(pid)
        .map(words ->
            words.contains(argument)
                || (argument.contains(" ") && String.join(" ", words).contains(argument)))
        .orElse(false);
  }
}
