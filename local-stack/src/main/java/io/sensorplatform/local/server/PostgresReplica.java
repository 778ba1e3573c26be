package io.sensorplatform.local.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;

/**
 * A streaming replica of a {@link PostgresServer}, copied from it while it runs: PostgreSQL's
 * documentation, "Making a Base Backup Using the Low Level API". For tests of what reads from one.
 */
public final class PostgresReplica extends LocalServer {

  private static final String SUPERUSER = "postgres";
  private static final Set<String> NOT_COPIED = Set.of("pg_wal", "pg_replslot", "pg_dynshmem");
  private static final Set<String> OF_THE_PROCESS = Set.of("postmaster.pid", "postmaster.opts");

  private final PostgresServer primary;
  private final Path directory;
  private final int port;

  PostgresReplica(PostgresServer primary, Path directory, int port, LocalProcess process) {
    super("postgres-replica", process, "INT");
    this.primary = primary;
    this.directory = directory;
    this.port = port;
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + PostgresServer.DATABASE;
  }

  @Override
  public boolean isReady() {
    return PostgresServer.stateOf(cluster()).equals("ready");
  }

  @Override
  protected void launch() {
    if (!Files.exists(cluster())) {
      copyPrimary();
    }
    try {
      // Of one that was killed: it would be taken for the new one's word.
      Files.deleteIfExists(cluster().resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process().start(PostgresServer.command(primary.home(), cluster(), port), directory);
  }

  private Path cluster() {
    return directory.resolve("cluster");
  }

  private void copyPrimary() {
    Secrets.createPrivateDirectory(directory);
    try (Connection admin =
        DriverManager.getConnection(primary.jdbcUrl(), SUPERUSER, primary.password(SUPERUSER))) {
      query(admin, "SELECT pg_backup_start('replica', true)");
      copy(primary.cluster(), cluster());
      // Then all that is needed to read the copy is on the primary, from which it is streamed.
      String label = query(admin, "SELECT labelfile FROM pg_backup_stop(false)");
      Files.writeString(cluster().resolve("backup_label"), label);
      Files.createFile(cluster().resolve("standby.signal"));
      Files.writeString(
          cluster().resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'%n"
              .formatted(primary.port(), SUPERUSER, primary.password(SUPERUSER)),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new ServerFailedException(
          "the primary could not be copied: " + e.getMessage(), process().log());
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(
                to.resolve(from.relativize(source).toString()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return NOT_COPIED.contains(source.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
              throws IOException {
            if (!OF_THE_PROCESS.contains(source.getFileName().toString())) {
              copyIfThere(source, to.resolve(from.relativize(source).toString()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path source, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  /** A running server removes files; what they held is in the log of changes. */
  private static void copyIfThere(Path source, Path target) throws IOException {
    try {
      Files.copy(source, target);
    } catch (NoSuchFileException e) {
      Files.deleteIfExists(target);
    }
  }
}
