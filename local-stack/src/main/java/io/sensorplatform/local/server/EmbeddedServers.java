package io.sensorplatform.local.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Real servers for tests, on free ports in a temporary directory: one of each per test JVM, started
 * at first use and gone when the JVM ends.
 */
public final class EmbeddedServers {
  private static final List<LocalServer> STARTED = new ArrayList<>();

  private static @Nullable Path directory;
  private static @Nullable PostgresServer postgres;
  private static @Nullable KafkaServer kafka;
  private static @Nullable S3Server s3;

  private EmbeddedServers() {}

  public static synchronized PostgresServer postgres() {
    if (postgres == null) {
      Path home = home("postgres");
      postgres =
          started(
              new PostgresServer(
                  Checkout.find(),
                  home,
                  Ports.free(),
                  new Secrets(home.resolve("secrets")),
                  process(home)));
    }
    return postgres;
  }

  /** A new replica of that server, which is the caller's to end; it ends with the JVM at last. */
  public static synchronized PostgresReplica replica(PostgresServer primary) {
    Path home = home("postgres-replica-" + STARTED.size());
    return started(new PostgresReplica(primary, home, Ports.free(), process(home)));
  }

  public static synchronized KafkaServer kafka() {
    if (kafka == null) {
      Path home = home("kafka");
      kafka =
          started(
              new KafkaServer(
                  Checkout.find(), home, home, Ports.free(), Ports.free(), process(home)));
    }
    return kafka;
  }

  public static synchronized S3Server s3() {
    if (s3 == null) {
      Path home = home("s3");
      s3 =
          started(
              new S3Server(
                  Checkout.find(),
                  home,
                  home,
                  Ports.free(),
                  new Secrets(home.resolve("secrets")),
                  process(home)));
    }
    return s3;
  }

  private static <S extends LocalServer> S started(S server) {
    STARTED.add(server);
    server.start();
    return server;
  }

  private static LocalProcess process(Path home) {
    return LocalProcess.dyingWithThisJvm(home.resolve("process"), home.resolve("server.log"));
  }

  private static Path home(String server) {
    try {
      if (directory == null) {
        Path made = Files.createTempDirectory("platform-servers-").toRealPath();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(made)));
        directory = made;
      }
      return directory.resolve(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Path directory) {
    STARTED.forEach(LocalServer::kill);
    try {
      PostgresBinaries.delete(directory);
    } catch (IOException e) {
      System.err.println("left behind: " + directory + " (" + e + ")");
    }
  }
}
