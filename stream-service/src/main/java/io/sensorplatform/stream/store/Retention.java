package io.sensorplatform.stream.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the table's partitions that are wholly older than the retention, and a day more: what a
 * writer took just before its time ran out may still be on its way.
 *
 * <p>A partition is detached concurrently, which lets others read and write meanwhile, and then
 * dropped. Of several instances one does it.
 */
final class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private record Partition(String name, boolean detaching) {}

  private static final String EXPIRED =
      """
      SELECT c.relname, i.inhdetachpending FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'readings.reading'::regclass AND c.relname ~ '^reading_[0-9]{8}$'
        AND c.relname < 'reading_' || to_char(?::date, 'YYYYMMDD')
      ORDER BY c.relname
      """;

  /** Detached, and then the connection was lost. */
  private static final String LEFT_OVER =
      """
      SELECT c.relname FROM pg_class c
      WHERE c.relnamespace = 'readings'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
        AND c.relname ~ '^reading_[0-9]{8}$' AND c.relname < 'reading_' || to_char(?::date, 'YYYYMMDD')
      """;

  private static final String MINE = "SELECT pg_try_advisory_lock(hashtext('readings.retention'))";
  private static final String DONE = "SELECT pg_advisory_unlock(hashtext('readings.retention'))";

  private final DataSource database;
  private final Clock clock;
  private final Duration retention;

  Retention(DataSource database, Clock clock, Duration retention) {
    this.database = database;
    this.clock = clock;
    this.retention = retention;
  }

  /** The names of the partitions dropped; none if somebody else is at it. */
  List<String> drop() throws SQLException {
    var firstKept =
        LocalDate.ofInstant(clock.instant().minus(retention), ZoneOffset.UTC).minusDays(1);
    try (var connection = database.getConnection()) {
      if (!ask(connection, MINE)) {
        return List.of();
      }
      try {
        return drop(connection, firstKept);
      } finally {
        ask(connection, DONE);
      }
    }
  }

  private static List<String> drop(Connection connection, LocalDate firstKept) throws SQLException {
    for (var partition : expired(connection, firstKept)) {
      execute(
          connection,
          "ALTER TABLE readings.reading DETACH PARTITION readings.%s %s"
              .formatted(partition.name(), partition.detaching() ? "FINALIZE" : "CONCURRENTLY"));
    }
    var dropped = new ArrayList<String>();
    try (var statement = connection.prepareStatement(LEFT_OVER)) {
      statement.setObject(1, firstKept);
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          dropped.add(found.getString(1));
        }
      }
    }
    for (var name : dropped) {
      execute(connection, "DROP TABLE readings." + name);
      log.info("Dropped {}: older than readings are kept", name);
    }
    return dropped;
  }

  private static List<Partition> expired(Connection connection, LocalDate firstKept)
      throws SQLException {
    var partitions = new ArrayList<Partition>();
    try (var statement = connection.prepareStatement(EXPIRED)) {
      statement.setObject(1, firstKept);
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          partitions.add(new Partition(found.getString(1), found.getBoolean(2)));
        }
      }
    }
    return partitions;
  }

  private static boolean ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery(sql)) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
