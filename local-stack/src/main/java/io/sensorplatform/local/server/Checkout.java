package io.sensorplatform.local.server;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of this project: where the built services and the servers' binaries lie.
 *
 * @param root the directory that holds {@code platform} and {@code pom.xml}
 */
public record Checkout(Path root) {
  public Checkout {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * Finds the checkout from {@code -Dplatform.checkout}, else upwards from the working directory,
   * else upwards from this code (which may also be a jar in Maven's repository).
   */
  public static Checkout find() {
    String told = System.getProperty("platform.checkout");
    if (told != null) {
      return new Checkout(Path.of(told));
    }
    Checkout found = above(Path.of("").toAbsolutePath());
    if (found == null) {
      found = above(ownCode());
    }
    if (found == null) {
      throw new IllegalStateException(
          "no checkout of the Sensor Platform above the working directory: set -Dplatform.checkout");
    }
    return found;
  }

  /** A module's build output. */
  public Path target(String module) {
    return root.resolve(module).resolve("target");
  }

  /** What the build fetched for {@code local-stack}: server jars and PostgreSQL's binaries. */
  Path servers() {
    return target("local-stack").resolve("servers");
  }

  /** A file below {@link #servers()} that must be there. */
  public Path server(String name) {
    Path file = servers().resolve(name);
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          file + " is missing: build it with `mvn -pl local-stack package -DskipTests`");
    }
    return file;
  }

  /** The classes or the jar that this code runs from, for child JVMs that run our own main. */
  public static Path ownCode() {
    try {
      return Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Checkout above(Path start) {
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("platform"))
          && Files.isRegularFile(at.resolve("pom.xml"))) {
        return new Checkout(at);
      }
    }
    return null;
  }
}
