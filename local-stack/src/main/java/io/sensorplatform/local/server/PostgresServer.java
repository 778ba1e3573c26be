package io.sensorplatform.local.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL with the platform's database, schemas and login roles. Durable as a production
 * server is: nothing is switched off for speed.
 */
public final class PostgresServer extends LocalServer {
  public static final String DATABASE = "sensor_platform";

  private static final String SUPERUSER = "postgres";

  private final Checkout checkout;
  private final Path directory;
  private final int port;
  private final Secrets secrets;

  public PostgresServer(
      Checkout checkout, Path directory, int port, Secrets secrets, LocalProcess process) {
    // SIGINT is PostgreSQL's fast stop: it rolls back what is open and does not wait for clients.
    super("postgres", process, "INT");
    this.checkout = checkout;
    this.directory = directory;
    this.port = port;
    this.secrets = secrets;
  }

  public int port() {
    return port;
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  /** The password of {@code auth_service}, {@code sensor_service}, ... or {@code postgres}. */
  public String password(String role) {
    return secrets.password("postgres-" + role);
  }

  @Override
  public boolean isReady() {
    return stateOf(cluster()).equals("ready");
  }

  @Override
  protected void launch() {
    Secrets.createPrivateDirectory(directory);
    Path home = home();
    if (!Files.exists(cluster())) {
      createCluster(home);
    }
    if (adoptRunning()) {
      return;
    }
    process().start(command(home, cluster(), port), directory);
  }

  @Override
  protected void prepare() {
    PostgresBootstrap.run(this, port);
  }

  static List<String> command(Path home, Path cluster, int port) {
    List<String> command = new ArrayList<>(PostgresUser.prefix());
    command.addAll(List.of(home.resolve("bin/postgres").toString(), "-D", cluster.toString()));
    for (String setting :
        List.of(
            "port=" + port,
            "listen_addresses=127.0.0.1",
            // No socket: its path may not be longer than 107 bytes, a checkout's may.
            "unix_socket_directories=",
            "shared_buffers=64MB",
            "jit=off",
            "log_min_messages=warning",
            "log_line_prefix=%m [%p] %q%u@%d ")) {
      command.addAll(List.of("-c", setting));
    }
    return command;
  }

  /** Takes over a server that runs on these files; removes the pid file of one that does not. */
  private boolean adoptRunning() {
    OptionalLong pid = postmasterPid();
    if (pid.isEmpty()) {
      return false;
    }
    if (servesTheseFiles(pid.getAsLong())) {
      process().adopt(pid.getAsLong());
      return true;
    }
    try {
      // Left by kill -9 or a reboot; the pid may meanwhile be some other program's, at which
      // PostgreSQL would refuse to start.
      Files.deleteIfExists(cluster().resolve("postmaster.pid"));
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean servesTheseFiles(long pid) {
    return ProcessIdentity.of(pid).isPresent()
        && CommandLine.hasArgument(pid, cluster().toString());
  }

  private OptionalLong postmasterPid() {
    List<String> lines = postmasterFile(cluster());
    try {
      return lines.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(lines.getFirst().strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The server's own word on its state, kept for pg_ctl in the last line; empty: it has none. */
  static String stateOf(Path cluster) {
    List<String> lines = postmasterFile(cluster);
    return lines.size() >= 8 ? lines.get(7).strip() : "";
  }

  private static List<String> postmasterFile(Path cluster) {
    try {
      Path file = cluster.resolve("postmaster.pid");
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  Path cluster() {
    return directory.resolve("cluster");
  }

  Path home() {
    return PostgresBinaries.of(checkout, directory);
  }

  private void createCluster(Path home) {
    Path draft = directory.resolve("cluster.new");
    try {
      // A crash between here and the move leaves only a draft.
      PostgresBinaries.delete(draft);
      password(SUPERUSER);
      List<String> command = new ArrayList<>(PostgresUser.prefix());
      command.addAll(
          List.of(
              home.resolve("bin/initdb").toString(),
              "--pgdata=" + draft,
              "--username=" + SUPERUSER,
              "--pwfile=" + secrets.passwordFile("postgres-" + SUPERUSER),
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              // The same order of text on every system, whatever its C library.
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8"));
      Files.createDirectories(process().log().resolveSibling(""));
      Process initdb =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(process().log().toFile()))
              .start();
      if (!initdb.waitFor(120, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
        initdb.destroyForcibly();
        throw ServerFailedException.of(name(), "could not create its files", process());
      }
      Files.move(draft, cluster(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
