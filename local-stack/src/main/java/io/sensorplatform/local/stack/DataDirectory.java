package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.LocalProcess;
import io.sensorplatform.local.server.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * What a stack keeps: ports, secrets, settings, logs, and each server's files.
 *
 * @param root by default {@code .local} in the checkout
 */
record DataDirectory(Path root) {
  DataDirectory {
    root = real(root);
  }

  Path ports() {
    return root.resolve("ports.properties");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Secrets secrets() {
    return new Secrets(root.resolve("secrets"));
  }

  Path settings(Component component) {
    return root.resolve("config").resolve(component.label() + ".properties");
  }

  /** What its user wants to be otherwise; read at the service's start, never written. */
  Path ownSettings(Component component) {
    return root.resolve("settings").resolve(component.label() + ".properties");
  }

  /** Working directory of a process. */
  Path run(Component component) {
    return root.resolve("run").resolve(component.label());
  }

  Path pid(Component component) {
    return root.resolve("run").resolve(component.label() + ".pid");
  }

  Path log(Component component) {
    return root.resolve("logs").resolve(component.label() + ".log");
  }

  /** What a service writes to its standard output, beside its log. */
  Path output(Component component) {
    return root.resolve("logs").resolve(component.label() + ".out");
  }

  /** Files of a server. */
  Path files(Component component) {
    return root.resolve(component.label());
  }

  /** The process that makes class archives. */
  LocalProcess classArchives() {
    return LocalProcess.lasting(
        root.resolve("run/class-archives.pid"), root.resolve("logs/class-archives.log"));
  }

  Path devices() {
    return root.resolve("devices");
  }

  Path operatorToken() {
    return root.resolve("operator.token");
  }

  void create() {
    Secrets.createPrivateDirectory(root);
  }

  void delete() {
    if (!Files.exists(root)) {
      return;
    }
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One name for one directory, however it was reached: leftovers are found by this name. What does
   * not exist yet is resolved as far as it does.
   */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      if (Files.exists(absolute)) {
        return absolute.toRealPath();
      }
      Path parent = absolute.getParent();
      return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
