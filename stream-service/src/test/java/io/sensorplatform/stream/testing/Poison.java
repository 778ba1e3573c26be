package io.sensorplatform.stream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.kafka.ReadingsTopic;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Dead letters as they come about: readings that a constraint forbids, and bytes that are none. The
 * constraint stands until this is closed; it can be taken away and put back.
 */
public final class Poison implements AutoCloseable {

  /** What the constraint forbids. */
  public static final double VALUE = 666;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database = new TestDatabase();
  private final TestTopic topic = TestTopic.existing(Topics.READINGS);

  public Poison() throws Exception {
    ReadingsTopic.ensure(TestTopic.settings());
  }

  public TestDatabase database() {
    return database;
  }

  /** Once the service has made its tables. */
  public void forbid() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          database.run("SELECT FROM readings.dead_letter_replay");
          database.run(
              """
              ALTER TABLE readings.reading DROP CONSTRAINT IF EXISTS poison,
                ADD CONSTRAINT poison CHECK (value <> 666) NOT VALID
              """);
          return true;
        });
  }

  public void allow() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          database.run("ALTER TABLE readings.reading DROP CONSTRAINT IF EXISTS poison");
          return true;
        });
  }

  public void send(List<Reading> readings) throws Exception {
    topic.send(readings);
  }

  /** Bytes that are no reading, under the key of this sensor. */
  public void sendBytes(String key, byte... value) throws Exception {
    topic.send(key.getBytes(UTF_8), value, Map.of());
  }

  /** The letters of these readings, which the constraint must forbid. */
  public List<Long> letters(List<Reading> readings) throws Exception {
    var tenant = readings.getFirst().tenant();
    int before = ids(tenant).size();
    send(readings);
    return letters(tenant, before + readings.size()).subList(before, before + readings.size());
  }

  /** The letters of a tenant once there are so many. */
  public List<Long> letters(String tenant, int count) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ids(tenant)).hasSize(count));
    try {
      return ids(tenant);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public List<List<Object>> rows(String tenant) throws SQLException {
    return database.rows(
        "SELECT sensor_id, value FROM readings.readings WHERE tenant = ? ORDER BY 1, observed_at",
        tenant);
  }

  private List<Long> ids(String tenant) throws SQLException {
    var ids = new ArrayList<Long>();
    for (var row :
        database.rows("SELECT id FROM readings.dead_letter WHERE tenant = ? ORDER BY 1", tenant)) {
      ids.add((Long) row.getFirst());
    }
    return ids;
  }

  @Override
  public void close() {
    allow();
    topic.close();
    database.close();
  }
}
