package io.sensorplatform.stream.testing;

import io.sensorplatform.local.server.EmbeddedServers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;

/** What a sensor-service tells of itself, as its own role writes it. */
public final class IngestLedger {

  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS registry.ingest_ledger (
        source text, tenant text, hour timestamptz, acknowledged bigint NOT NULL,
        spooled bigint NOT NULL, waiting bigint NOT NULL, updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (source, tenant, hour));
      GRANT USAGE ON SCHEMA registry TO stream_service;
      GRANT SELECT ON registry.ingest_ledger TO stream_service
      """;

  private static final String TELL =
      """
      INSERT INTO registry.ingest_ledger (source, tenant, hour, acknowledged, spooled, waiting)
      VALUES ('test', ?, ?, ?, ?, ?)
      ON CONFLICT (source, tenant, hour) DO UPDATE SET acknowledged = excluded.acknowledged,
        spooled = excluded.spooled, waiting = excluded.waiting
      """;

  private IngestLedger() {}

  public static void tell(
      String tenant, Instant hour, long acknowledged, long spooled, long waiting)
      throws SQLException {
    var server = EmbeddedServers.postgres();
    try (var connection =
        DriverManager.getConnection(
            server.jdbcUrl(), "sensor_service", server.password("sensor_service"))) {
      connection.createStatement().execute(TABLE);
      try (var statement = connection.prepareStatement(TELL)) {
        statement.setString(1, tenant);
        statement.setObject(2, hour.atOffset(ZoneOffset.UTC));
        statement.setLong(3, acknowledged);
        statement.setLong(4, spooled);
        statement.setLong(5, waiting);
        statement.executeUpdate();
      }
    }
  }
}
