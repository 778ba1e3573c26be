package io.sensorplatform.endtoend;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What PostgreSQL holds, read with the login that {@code ./platform status} tells. */
public final class Stored {

  private final JsonNode postgres;

  public Stored(Platform platform) {
    this.postgres = platform.addresses().at("/postgres");
  }

  public List<Row> rows(String tenant, String sensorPrefix) throws SQLException {
    try (Connection connection = connect();
        var query =
            connection.prepareStatement(
                """
                SELECT sensor_id, observed_at, value FROM readings.readings
                WHERE tenant = ? AND starts_with(sensor_id, ?) ORDER BY sensor_id, observed_at
                """)) {
      query.setString(1, tenant);
      query.setString(2, sensorPrefix);
      var rows = new ArrayList<Row>();
      try (var result = query.executeQuery()) {
        while (result.next()) {
          Instant observedAt = result.getObject(2, OffsetDateTime.class).toInstant();
          rows.add(new Row(result.getString(1), observedAt, result.getDouble(3)));
        }
      }
      return rows;
    }
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                postgres.at("/host").asString(),
                postgres.at("/port").asInt(),
                postgres.at("/database").asString()),
        postgres.at("/username").asString(),
        postgres.at("/password").asString());
  }
}
