package io.sensorplatform.bench.platform;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A service by itself, in a JVM of its own that ends with this one. */
public final class ServiceProcess {

  /** As {@code ./platform} starts gateway-service, with some more heap. */
  public static final List<String> GATEWAY_FLAGS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  /** As {@code ./platform} starts sensor-service. */
  public static final List<String> SENSOR_FLAGS =
      List.of(
          "-Xmx384m",
          "-XX:+UseParallelGC",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param target where the jar and its libraries are
   * @param settings as on a command line
   */
  public static ServiceProcess start(
      Path target, String name, String main, List<String> flags, List<String> settings)
      throws IOException {
    Path at = target.toAbsolutePath();
    Path jar = at.resolve(name + ".jar");
    if (!Files.exists(jar)) {
      throw new IOException(jar + " is missing: build it first, see benchmarks/README.md");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", jar + ":" + at.resolve("lib") + "/*", main));
    command.addAll(settings);
    command.add("--logging.level.root=WARN");
    return start(name, new ProcessBuilder(command));
  }

  /** Anything else that ends with this JVM. */
  static ServiceProcess start(String name, ProcessBuilder command) throws IOException {
    Path log = Files.createTempFile(name, ".log");
    log.toFile().deleteOnExit();
    Process process = command.redirectOutput(log.toFile()).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ServiceProcess(process, log);
  }

  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * @throws IllegalStateException with the log's end if it is no more
   */
  public void checkAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended: " + end());
    }
  }

  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  private String end() {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - 4_000));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
