package io.sensorplatform.bench.platform;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Strimzi's Kafka Bridge, from where its release was unpacked, in front of a Kafka that is there:
 * by the release's own script, with the JVM and the JVM's flags for Netty that our services have,
 * and like them with warnings alone in its log.
 */
public final class KafkaBridge {

  private static final Pattern VERSION = Pattern.compile(".*kafka-bridge-(\\d.*)\\.jar");
  private static final int ATTEMPTS = 1_200;
  private static final String LOG =
      """
      appender.console.type = Console
      appender.console.name = STDOUT
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d %-5p %c{1} %m%n
      rootLogger.level = WARN
      rootLogger.appenderRef.console.ref = STDOUT
      """;

  private final ServiceProcess process;
  private final String version;
  private final int port;

  private KafkaBridge(ServiceProcess process, String version, int port) {
    this.process = process;
    this.version = version;
    this.port = port;
  }

  /**
   * Returns once it listens.
   *
   * @param release with {@code bin} and {@code libs}
   */
  public static KafkaBridge start(Path release, String bootstrapServers) throws Exception {
    Path at = release.toAbsolutePath();
    String version = version(at.resolve("libs"));
    int port = ServiceProcess.freePort();
    Path home = Files.createTempDirectory("kafka-bridge");
    Path settings = home.resolve("application.properties");
    try (var out = Files.newBufferedWriter(settings)) {
      settings(bootstrapServers, port).store(out, null);
    }
    Path log = Files.writeString(home.resolve("log4j2.properties"), LOG);
    var command =
        new ProcessBuilder(
                at.resolve("bin").resolve("kafka_bridge_run.sh").toString(),
                "--config-file",
                settings.toString())
            .directory(home.toFile());
    Path java = Path.of(System.getProperty("java.home"), "bin");
    var environment = command.environment();
    environment.merge("PATH", "", (path, unused) -> java + File.pathSeparator + path);
    environment.put(
        "JAVA_OPTS", "--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED");
    environment.put("KAFKA_BRIDGE_LOG4J_OPTS", "-Dlog4j2.configurationFile=file:" + log);
    var bridge = new KafkaBridge(ServiceProcess.start("kafka-bridge", command), version, port);
    bridge.awaitListening();
    return bridge;
  }

  /** As its jar is called. */
  public String version() {
    return version;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Duration cpu() {
    return process.cpu();
  }

  /**
   * The producer's settings are sensor-service's where a record's safety and size are concerned. It
   * does not linger: each connection has a producer of its own.
   */
  private static Properties settings(String bootstrapServers, int port) throws IOException {
    var settings = new Properties();
    settings.setProperty("bridge.id", "bench");
    settings.setProperty("kafka.bootstrap.servers", bootstrapServers);
    settings.setProperty("kafka.producer.acks", "all");
    settings.setProperty("kafka.producer.enable.idempotence", "true");
    settings.setProperty("kafka.producer.compression.type", "lz4");
    settings.setProperty("kafka.producer.batch.size", Integer.toString(128 * 1024));
    settings.setProperty("kafka.producer.linger.ms", "0");
    settings.setProperty("http.host", "127.0.0.1");
    settings.setProperty("http.port", Integer.toString(port));
    // Versions that have no such port do not mind.
    settings.setProperty("http.management.port", Integer.toString(ServiceProcess.freePort()));
    return settings;
  }

  private static String version(Path libraries) throws IOException {
    if (!Files.isDirectory(libraries)) {
      throw new IOException(libraries + " is missing: unpack a release of the Kafka Bridge");
    }
    try (var files = Files.list(libraries)) {
      List<String> versions =
          files
              .map(file -> VERSION.matcher(file.getFileName().toString()))
              .filter(name -> name.matches())
              .map(name -> name.group(1))
              .toList();
      return versions.isEmpty() ? "of unknown version" : versions.getFirst();
    }
  }

  private void awaitListening() throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      process.checkAlive();
      try (var unused = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("the Kafka Bridge did not listen within two minutes");
  }
}
