package io.sensorplatform.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The files of the database as they were at a moment, taken while it was stopped. */
final class Backup {

  private final Platform platform;
  private final Breakage breakage;
  private final Path copy;
  private final long position;

  private Backup(Platform platform, Breakage breakage, Path copy, long position) {
    this.platform = platform;
    this.breakage = breakage;
    this.copy = copy;
    this.position = position;
  }

  static Backup take(Platform platform, Breakage breakage) throws Exception {
    Path copy = files(platform).resolveSibling("cluster.backup");
    breakage.stop("postgres");
    execute("cp", "-a", files(platform).toString(), copy.toString());
    breakage.start("postgres");
    return new Backup(platform, breakage, copy, position(platform));
  }

  /** Whether the writer has stored more than it holds. */
  boolean isBehind() throws SQLException {
    return position(platform) > position;
  }

  /**
   * Puts it in the database's place; what was there is gone. The writer is stopped meanwhile.
   *
   * @return how many offsets the writer has passed that the database does not know of any more
   */
  long restore() throws Exception {
    breakage.stop("stream-service");
    long before = position(platform);
    breakage.stop("postgres");
    execute("rm", "-rf", files(platform).toString());
    Files.move(copy, files(platform));
    breakage.start("postgres");
    long forgotten = before - position(platform);
    assertThat(forgotten).as("offsets forgotten").isPositive();
    breakage.start("stream-service");
    return forgotten;
  }

  private static Path files(Platform platform) {
    return platform.data().resolve("postgres/cluster");
  }

  private static long position(Platform platform) throws SQLException {
    try (var connection = new Stored(platform).connect();
        var statement = connection.createStatement();
        var sum =
            statement.executeQuery(
                "SELECT sum(next_offset) FROM readings.consumer_position WHERE consumer = 'writer'")) {
      sum.next();
      return sum.getLong(1);
    }
  }

  private static void execute(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
