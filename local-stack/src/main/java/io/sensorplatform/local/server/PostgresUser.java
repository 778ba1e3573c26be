package io.sensorplatform.local.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL refuses to run as root. For root it runs in a user namespace of its own, where it is
 * nobody while its files stay root's: no account and no change of owner is needed.
 */
final class PostgresUser {
  private static @Nullable List<String> prefix;

  private PostgresUser() {}

  /** What to put before PostgreSQL's commands. */
  static synchronized List<String> prefix() {
    if (prefix == null) {
      prefix = isRoot() ? forRoot() : List.of();
    }
    return prefix;
  }

  private static List<String> forRoot() {
    List<String> unshare = List.of("unshare", "--user");
    if (!isMac() && succeeds(List.of("unshare", "--user", "true"))) {
      return unshare;
    }
    throw new IllegalStateException(
        "PostgreSQL does not run as root, and this system forbids user namespaces (`unshare --user`)"
            + " that would help: run it as a normal user");
  }

  private static boolean isMac() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
  }

  private static boolean isRoot() {
    try {
      Path probe = Files.createTempFile("platform", null);
      try {
        return ((Integer) Files.getAttribute(probe, "unix:uid")) == 0;
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      return System.getProperty("user.name").equals("root");
    }
  }

  private static boolean succeeds(List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
