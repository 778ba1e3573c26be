package io.sensorplatform.stream.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The short names of sensors: found, or given on first sight. */
final class Series {

  private record Name(String tenant, String sensorId) {}

  private static final String FIND =
      """
      SELECT s.tenant, s.sensor_id, s.series_key
      FROM unnest(?::text[], ?::text[]) AS n (tenant, sensor_id)
      JOIN readings.series s USING (tenant, sensor_id)
      """;

  /** In one order, so that two writers that meet the same new sensors wait, and do not deadlock. */
  private static final String ADD =
      """
      INSERT INTO readings.series (tenant, sensor_id)
      SELECT tenant, sensor_id FROM unnest(?::text[], ?::text[]) AS n (tenant, sensor_id)
      ORDER BY tenant COLLATE "C", sensor_id COLLATE "C"
      ON CONFLICT DO NOTHING
      RETURNING tenant, sensor_id, series_key
      """;

  private final DataSource database;
  private final Cache<Name, Integer> keys;

  Series(DataSource database, int cacheSize) {
    this.database = database;
    this.keys = Caffeine.newBuilder().maximumSize(cacheSize).build();
  }

  /**
   * Gives each row its series key. New series are committed at once, before the rows: a name
   * without rows harms nobody, a cached key that was rolled back would.
   */
  void resolve(List<Row> rows) throws SQLException {
    Map<Name, Integer> missing = null;
    for (var row : rows) {
      var name = new Name(row.reading.tenant(), row.reading.sensorId());
      Integer key = keys.getIfPresent(name);
      if (key != null) {
        row.seriesKey = key;
      } else {
        if (missing == null) {
          missing = new HashMap<>();
        }
        missing.put(name, 0);
        row.seriesKey = 0;
      }
    }
    if (missing == null) {
      return;
    }
    var found = lookUp(missing.keySet());
    for (var row : rows) {
      if (row.seriesKey == 0) {
        Integer key = found.get(new Name(row.reading.tenant(), row.reading.sensorId()));
        if (key == null) {
          throw new IllegalStateException("no series for " + row.reading.sensorId());
        }
        row.seriesKey = key;
      }
    }
    keys.putAll(found);
  }

  /** After a fault: the database may have been put back to an earlier state. */
  void forget() {
    keys.invalidateAll();
  }

  private Map<Name, Integer> lookUp(Collection<Name> names) throws SQLException {
    try (var connection = database.getConnection()) {
      var found = new HashMap<Name, Integer>();
      ask(connection, FIND, names, found);
      if (found.size() < names.size()) {
        ask(connection, ADD, without(names, found), found);
      }
      if (found.size() < names.size()) {
        // Somebody else added them between the two.
        ask(connection, FIND, without(names, found), found);
      }
      return found;
    }
  }

  private static List<Name> without(Collection<Name> names, Map<Name, Integer> found) {
    return names.stream().filter(name -> !found.containsKey(name)).toList();
  }

  private static void ask(
      Connection connection, String sql, Collection<Name> names, Map<Name, Integer> into)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(
          1, connection.createArrayOf("text", names.stream().map(Name::tenant).toArray()));
      statement.setArray(
          2, connection.createArrayOf("text", names.stream().map(Name::sensorId).toArray()));
      try (var result = statement.executeQuery()) {
        while (result.next()) {
          into.put(new Name(result.getString(1), result.getString(2)), result.getInt(3));
        }
      }
    }
  }
}
