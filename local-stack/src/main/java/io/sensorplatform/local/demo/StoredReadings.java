package io.sensorplatform.local.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/** The fleet's rows in PostgreSQL, by the login that may only read. */
final class StoredReadings {
  private final DemoPlatform.Database database;
  private final String tenant;
  private final List<String> sensorIds;

  StoredReadings(DemoPlatform.Database database, String tenant, List<String> sensorIds) {
    this.database = database;
    this.tenant = tenant;
    this.sensorIds = List.copyOf(sensorIds);
  }

  /** Rows of all runs so far. */
  long count() throws SQLException {
    try (var connection = connect();
        var query =
            connection.prepareStatement(
                """
                SELECT count(*) FROM readings.readings WHERE tenant = ? AND sensor_id = ANY (?)
                """)) {
      query.setString(1, tenant);
      query.setArray(2, connection.createArrayOf("text", sensorIds.toArray()));
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** Shows every row that was received since then. */
  void show(Tally tally, Instant receivedSince) throws SQLException {
    try (var connection = connect();
        var query =
            connection.prepareStatement(
                """
                SELECT sensor_id, (extract(epoch FROM observed_at) * 1000000)::bigint, value
                FROM readings.readings
                WHERE tenant = ? AND sensor_id = ANY (?) AND received_at >= ?
                """)) {
      query.setString(1, tenant);
      query.setArray(2, connection.createArrayOf("text", sensorIds.toArray()));
      query.setTimestamp(3, Timestamp.from(receivedSince));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          tally.saw(rows.getString(1), rows.getLong(2), rows.getDouble(3));
        }
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        database.jdbcUrl(), database.username(), database.password());
  }
}
