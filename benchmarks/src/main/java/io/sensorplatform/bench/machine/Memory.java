package io.sensorplatform.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that processes have now. */
public final class Memory {

  private Memory() {}

  /**
   * MiB of a process and its children, what they share with others counted in parts (PSS): so the
   * sum over all processes is what they take of the machine.
   */
  public static double resident(long pid) throws IOException {
    double kib = proportional(pid);
    for (ProcessHandle child :
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList()) {
      kib += proportional(child.pid());
    }
    return kib / 1024;
  }

  private static double proportional(long pid) throws IOException {
    Path file = Path.of("/proc", Long.toString(pid), "smaps_rollup");
    if (!Files.exists(file)) {
      return 0;
    }
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("Pss:")) {
        return Double.parseDouble(line.substring(4).replace("kB", "").strip());
      }
    }
    throw new IOException(file + " does not tell");
  }
}
