package io.sensorplatform.bench.platform;

import io.sensorplatform.local.server.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** JFR recordings of JVMs that run, for as long as a measurement takes. */
public final class Recordings {

  private static final String NAME = "bench";

  private final Path directory;
  private final Map<String, Long> pids;

  /**
   * @param directory where each recording goes, named like its process
   * @param pids of JVMs; other processes are left alone
   */
  public Recordings(Path directory, Map<String, Long> pids) throws IOException {
    this.directory = Files.createDirectories(directory).toAbsolutePath();
    this.pids = pids;
  }

  public void start() throws IOException {
    for (long pid : pids.values()) {
      call(pid, "JFR.start", "name=" + NAME, "settings=profile", "maxsize=500m");
    }
  }

  public void stop() throws IOException {
    for (var process : pids.entrySet()) {
      Path file = directory.resolve(process.getKey() + ".jfr");
      if (call(process.getValue(), "JFR.stop", "name=" + NAME, "filename=" + file)) {
        System.out.println("recorded " + file);
      }
    }
  }

  private static boolean call(long pid, String... command) throws IOException {
    var all = new java.util.ArrayList<String>();
    all.add(Jvm.java().resolveSibling("jcmd").toString());
    all.add(Long.toString(pid));
    all.addAll(java.util.List.of(command));
    Process process =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("/dev/null").toFile())
            .start();
    try {
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
