package io.sensorplatform.endtoend.faults;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few MiB, in memory. */
record SmallDisk(Path path) implements AutoCloseable {

  /** Skips the test, with the reason, where mounting is not allowed. */
  static SmallDisk mount(int mebibytes) throws IOException, InterruptedException {
    Path path = Files.createTempDirectory("small-disk");
    int exitCode = call("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path);
    if (exitCode != 0) {
      Files.delete(path);
    }
    assumeThat(exitCode).as("a tmpfs can be mounted here (root may, in most places)").isZero();
    return new SmallDisk(path);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // Lazily: a process may still be on its way out of it.
    call("umount", "-l", path);
    Files.deleteIfExists(path);
  }

  private static int call(Object... command) throws IOException, InterruptedException {
    var words = java.util.Arrays.stream(command).map(Object::toString).toList();
    try {
      return new ProcessBuilder(words).inheritIO().start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }
}
