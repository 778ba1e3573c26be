package io.sensorplatform.local.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, told apart from a later one that got the same pid (also after a reboot).
 *
 * @param pid the process id
 * @param birth when it started, in the system's own words: on Linux the boot's id and the tick,
 *     because clock time computed from ticks shifts when the clock is set; elsewhere milliseconds
 */
record ProcessIdentity(long pid, String birth) {
  private static final Path PROC = Path.of("/proc");

  /** The process with this pid, unless it has ended. */
  static Optional<ProcessIdentity> of(long pid) {
    return birth(pid).map(birth -> new ProcessIdentity(pid, birth));
  }

  static Optional<ProcessIdentity> parse(String line) {
    String[] parts = line.strip().split(" ", 2);
    try {
      return parts.length == 2
          ? Optional.of(new ProcessIdentity(Long.parseLong(parts[0]), parts[1]))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return birth(pid).filter(birth::equals).isPresent();
  }

  @Override
  public String toString() {
    return pid + " " + birth;
  }

  /**
   * The first thread of a killed process may be a zombie while others are still on their way out
   * and hold its sockets and locks.
   */
  private static long threads(long pid) throws IOException {
    try (var tasks = Files.list(PROC.resolve(pid + "/task"))) {
      return tasks.count();
    }
  }

  private static Optional<String> birth(long pid) {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .map(process -> process.info().startInstant().map(Instant::toEpochMilli).orElse(0L))
          .map(String::valueOf);
    }
    try {
      // "pid (command) state ppid ...": the command may hold anything, also parentheses.
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      if ((fields[0].equals("Z") || fields[0].equals("X")) && threads(pid) <= 1) {
        return Optional.empty();
      }
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      return Optional.of(boot + ":" + fields[19]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
