package io.sensorplatform.local.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A server's process. It outlives the JVM that started it, is out of reach of the terminal's
 * Ctrl-C, and is found again by whoever opens its directory next.
 */
public final class LocalProcess {
  /**
   * Job control gives the process a process group of its own. {@code $1} log, {@code $2} the pid to
   * die with or 0, then the command; answers the pid. The watcher is for tests: a test JVM that is
   * killed leaves no servers behind.
   */
  private static final String LAUNCH =
      """
      set -m
      log=$1 owner=$2
      shift 2
      "$@" </dev/null >>"$log" 2>&1 &
      child=$!
      echo $child
      if [ "$owner" != 0 ]; then
        while kill -0 $child; do
          kill -0 $owner || kill -9 $child
          sleep 1
        done </dev/null >/dev/null 2>&1 &
      fi
      """;

  /** What a stack's processes get of the environment: nothing that would change their settings. */
  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LC_ALL");

  private static final Pattern FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. )");

  private static final long LARGEST_LOG = 20 << 20;

  private final Path pidFile;
  private final Path log;
  private final long owner;

  private LocalProcess(Path pidFile, Path log, long owner) {
    this.pidFile = pidFile;
    this.log = log;
    this.owner = owner;
  }

  /** A process that goes on when this JVM ends. */
  public static LocalProcess lasting(Path pidFile, Path log) {
    return new LocalProcess(pidFile, log, 0);
  }

  /** A process that ends at the latest when this JVM does, however that comes. */
  static LocalProcess dyingWithThisJvm(Path pidFile, Path log) {
    return new LocalProcess(pidFile, log, ProcessHandle.current().pid());
  }

  /** Where its standard output and error go. */
  public Path log() {
    return log;
  }

  public void start(List<String> command, Path workingDirectory) {
    List<String> launch = new ArrayList<>(List.of("bash", "-c", LAUNCH, "platform-launch"));
    launch.add(log.toString());
    launch.add(Long.toString(owner));
    launch.addAll(command);
    try {
      Files.createDirectories(workingDirectory);
      Secrets.createPrivateDirectory(pidFile.resolveSibling(""));
      Files.createDirectories(log.resolveSibling(""));
      keepLogSmall();
      ProcessBuilder builder =
          new ProcessBuilder(launch)
              .directory(workingDirectory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().keySet().retainAll(ENVIRONMENT);
      Process launcher = builder.start();
      String pid;
      try (var output = launcher.inputReader(StandardCharsets.UTF_8)) {
        pid = output.readLine();
      }
      if (pid == null) {
        throw new IllegalStateException("could not start " + command.getFirst());
      }
      adopt(Long.parseLong(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a process that runs already for this one. */
  void adopt(long pid) {
    ProcessIdentity.of(pid)
        .ifPresent(found -> Secrets.writePrivately(pidFile, found.toString() + "\n"));
  }

  public boolean isAlive() {
    return identity().isPresent();
  }

  public OptionalLong pid() {
    return identity().map(found -> OptionalLong.of(found.pid())).orElse(OptionalLong.empty());
  }

  /** kill -9, children included. */
  public void kill() {
    handle()
        .ifPresent(process -> {
          List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
          process.destroyForcibly();
          family.forEach(ProcessHandle::destroyForcibly);
          awaitEnd(Duration.ofSeconds(20));
          family.forEach(child -> awaitEnd(child.pid()));
        });
    forget();
  }

  /** Asks with SIGTERM or {@code signal}; kills what has not ended in time. */
  public void stop(String signal, Duration patience) {
    handle()
        .ifPresent(process -> {
          signal(process.pid(), signal);
          if (!awaitEnd(patience)) {
            kill();
          }
        });
    forget();
  }

  /** The last lines of the log, without frames of stack traces, to tell why a process ended. */
  public String lastLines(int count) {
    try {
      List<String> lines =
          Files.exists(log)
              ? new String(tail(), StandardCharsets.UTF_8)
                  .lines()
                  .filter(line -> !FRAME.matcher(line).find())
                  .toList()
              : List.of();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }

  private void keepLogSmall() throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private byte[] tail() throws IOException {
    try (var file = Files.newByteChannel(log)) {
      file.position(Math.max(0, file.size() - 16_384));
      return Channels.newInputStream(file).readAllBytes();
    }
  }

  private Optional<ProcessIdentity> identity() {
    try {
      return Files.exists(pidFile)
          ? ProcessIdentity.parse(Files.readString(pidFile)).filter(ProcessIdentity::isAlive)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ProcessHandle> handle() {
    return identity().flatMap(found -> ProcessHandle.of(found.pid()));
  }

  private boolean awaitEnd(Duration patience) {
    return Wait.until(patience, () -> !isAlive());
  }

  private static void awaitEnd(long pid) {
    Wait.until(Duration.ofSeconds(20), () -> ProcessIdentity.of(pid).isEmpty());
  }

  private static void signal(long pid, String signal) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
