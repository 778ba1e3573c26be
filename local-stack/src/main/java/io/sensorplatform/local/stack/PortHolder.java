package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.CommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Who listens on a port of this machine. */
final class PortHolder {
  private static final Path PROC = Path.of("/proc");
  private static final int LISTENING = 0x0A;
  private static final int LONGEST_COMMAND = 100;

  private PortHolder() {}

  /** For people: the pid and the command, or what keeps us from knowing them. */
  static String describe(int port) {
    Optional<Long> pid = pid(port);
    if (pid.isEmpty()) {
      return "another process, which only its owner or root may see";
    }
    String command = CommandLine.of(pid.get()).map(line -> String.join(" ", line)).orElse("?");
    return "process %d (%s)"
        .formatted(
            pid.get(),
            command.length() > LONGEST_COMMAND
                ? command.substring(0, LONGEST_COMMAND) + "…"
                : command);
  }

  static Optional<Long> pid(int port) {
    return Files.isDirectory(PROC.resolve("net")) ? pidFromProc(port) : pidFromLsof(port);
  }

  private static Optional<Long> pidFromProc(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      try (var lines = Files.lines(PROC.resolve(table))) {
        lines
            .skip(1)
            .map(line -> line.strip().split("\\s+"))
            .filter(fields ->
                Integer.parseInt(fields[3], 16) == LISTENING
                    && fields[1].endsWith(String.format(Locale.ROOT, ":%04X", port)))
            .forEach(fields -> sockets.add("socket:[" + fields[9] + "]"));
      } catch (IOException e) {
        // No IPv6: one table less.
      }
    }
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> holds(pid, sockets))
        .findFirst();
  }

  private static boolean holds(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (Path file : open) {
        if (isOneOf(file, sockets)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Ended meanwhile, or another user's.
    }
    return false;
  }

  private static boolean isOneOf(Path file, Set<String> sockets) {
    try {
      return sockets.contains(Files.readSymbolicLink(file).toString());
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Long> pidFromLsof(int port) {
    try {
      Process lsof =
          new ProcessBuilder("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-t")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String pids = new String(lsof.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      lsof.waitFor(5, TimeUnit.SECONDS);
      return pids.lines().findFirst().map(line -> Long.parseLong(line.strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
