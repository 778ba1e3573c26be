package io.sensorplatform.stream.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.RoleHealth;
import io.sensorplatform.stream.consume.StreamRole;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestDatabase;
import io.sensorplatform.stream.testing.TestTopic;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class WriterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final TestDatabase database = new TestDatabase();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Readings readings = Readings.now();
  private final List<StreamRole> writers = new ArrayList<>();

  @AfterEach
  void stop() {
    writers.forEach(StreamRole::stop);
    database.close();
  }

  @Test
  void storesWhatIsOnTheTopicAndWhatComesLater() throws Exception {
    try (var topic = TestTopic.create(4)) {
      topic.send(readings.many(0, 3_000));
      startWriter(topic);
      awaitRows(3_000);
      topic.send(readings.many(3_000, 10));
      awaitRows(3_010);
      assertThat(count("sensor.store.rows")).isEqualTo(3_010);
      assertThat(registry.get("sensor.store.batch.size").summary().totalAmount()).isEqualTo(3_010);
    }
  }

  @Test
  void goesOnWhereTheLastOneStopped() throws Exception {
    try (var topic = TestTopic.create(2)) {
      topic.send(readings.many(0, 500));
      var first = startWriter(topic);
      awaitRows(500);
      first.stop();
      topic.send(readings.many(500, 500));
      startWriter(topic);
      awaitRows(1_000);
      assertThat(count("sensor.store.rows")).isEqualTo(1_000);
      assertThat(count("sensor.store.replaced")).isZero();
    }
  }

  @Test
  void undecodableRecordsBecomeDeadLettersAndTheirNeighboursAreStored() throws Exception {
    try (var topic = TestTopic.create(1)) {
      var traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
      topic.send(0, ReadingCodec.encode(readings.reading("a", 0, 1)), null);
      topic.send(0, new byte[] {1, 2, 3}, traceparent);
      topic.send(0, ReadingCodec.encode(readings.reading("b", 0, 2)), null);
      topic.send(
          0, ReadingCodec.encode(readings.at("c", Instant.parse("1970-01-01T00:00:00Z"), 3)), "\0");
      topic.send(
          0, ReadingCodec.encode(readings.at("c", Instant.parse("2199-01-01T00:00:00Z"), 3)), null);
      startWriter(topic);
      awaitRows(2);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      database.rows(
                          """
                          SELECT kafka_offset, reason, traceparent FROM readings.dead_letter
                          WHERE topic = ? ORDER BY kafka_offset
                          """,
                          topic.name()))
                  .containsExactly(
                      List.of(1L, "malformed", traceparent),
                      java.util.Arrays.asList(3L, "older-than-retention", null),
                      java.util.Arrays.asList(4L, "observed-at-out-of-range", null)));
      assertThat(registry.get("sensor.dead_letters").tag("reason", "malformed").counter().count())
          .isEqualTo(1);
    }
  }

  @Test
  void aDeadLetterTellsWhoseReadingItIsAndThatItIsAReplay() throws Exception {
    byte[] tooOld =
        ReadingCodec.encode(readings.at("s/1", Instant.parse("1970-01-01T00:00:01Z"), 3));
    try (var topic = TestTopic.create(1)) {
      topic.send(
          key("key/of/none"), tooOld, Map.of("dead-letter-id", "77", "dead-letter-attempts", "2"));
      topic.send(key(readings.tenant() + "/s/2"), new byte[] {1, 2, 3}, Map.of());
      topic.send(key("no tenant"), null, Map.of("dead-letter-id", "x", "dead-letter-attempts", ""));
      topic.send(null, new byte[1_000_000], Map.of("dead-letter-attempts", "-1"));
      startWriter(topic);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      database.rows(
                          """
                          SELECT tenant, sensor_id, extract(epoch FROM observed_at)::bigint, attempts,
                            earlier_id, recorded_at > now() - interval '1 hour',
                            coalesce(octet_length(payload), -1)
                          FROM readings.dead_letter WHERE topic = ? ORDER BY id
                          """,
                          topic.name()))
                  .containsExactly(
                      List.of(readings.tenant(), "s/1", 1L, 3, 77L, true, tooOld.length),
                      Arrays.asList(readings.tenant(), "s/2", null, 1, null, true, 3),
                      Arrays.asList(null, null, null, 1, null, true, -1),
                      Arrays.asList(null, null, null, 1, null, true, 1_000_000)));
    }
  }

  @Test
  void storesReadingsOfOldDays() throws Exception {
    var old = new Readings(Instant.now().minus(Duration.ofDays(400)));
    try (var topic = TestTopic.create(1)) {
      var days = new ArrayList<Reading>();
      for (int day = 0; day < 20; day++) {
        days.add(old.reading("s", day * 86_400, day));
      }
      topic.send(days);
      startWriter(topic);
      await().atMost(PATIENCE).until(() -> rows(old.tenant()) == 20);
    }
  }

  @Test
  void survivesTheDeathOfPostgresInMidStream() throws Exception {
    try (var topic = TestTopic.create(4)) {
      var writer = startWriter(topic);
      for (int i = 0; i < 10; i++) {
        topic.send(readings.many(i * 1_000, 1_000));
        if (i == 4) {
          EmbeddedServers.postgres().kill();
        }
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(count("sensor.store.retries")).isPositive());
      var health = new RoleHealth(writer).health();
      assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
      assertThat(health.getDetails().toString()).contains("retrying", "reason");
      long behind = behind(writer);
      topic.send(readings.many(10_000, 3_000));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(behind(writer)).isGreaterThanOrEqualTo(behind + 3_000));
      EmbeddedServers.postgres().start();
      awaitRows(13_000);
      assertThat(
              database.number(
                  "SELECT count(*) FROM readings.dead_letter WHERE topic = ?", topic.name()))
          .isZero();
    }
  }

  /** Records that health tells as not yet stored. */
  private static long behind(StreamRole writer) {
    return new RoleHealth(writer)
        .health().getDetails().values().stream()
            .map(Map.class::cast)
            .mapToLong(loop -> (long) loop.get("lag") + (long) loop.get("pending"))
            .sum();
  }

  @Test
  void startsBeforeKafkaIsThereAndGoesOnSoonAfterItsReturn() throws Exception {
    try (var topic = TestTopic.create(2)) {
      topic.send(readings.many(0, 100));
      EmbeddedServers.kafka().kill();
      var writer = startWriter(topic);
      EmbeddedServers.kafka().start();
      awaitRows(100);
      EmbeddedServers.kafka().kill();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(new RoleHealth(writer).health().getDetails().toString())
                  .contains("disconnected"));
      EmbeddedServers.kafka().start();
      topic.send(readings.many(100, 100));
      awaitRows(200);
      assertThat(count("sensor.store.replaced")).isZero();
    }
  }

  @Test
  void twoWritersShareThePartitionsAndStoreAllOnce() throws Exception {
    try (var topic = TestTopic.create(6)) {
      startWriter(topic);
      topic.send(readings.many(0, 5_000));
      var second = startWriter(topic);
      for (int i = 1; i < 5; i++) {
        topic.send(readings.many(i * 5_000, 5_000));
      }
      second.stop();
      topic.send(readings.many(25_000, 5_000));
      awaitRows(30_000);
      assertThat(count("sensor.store.rows")).isEqualTo(30_000);
      assertThat(count("sensor.store.replaced")).isZero();
    }
  }

  @Test
  void aTopicThatIsMadeAnewIsReadFromItsStart() throws Exception {
    try (var topic = TestTopic.create(1)) {
      topic.send(readings.many(0, 50));
      var first = startWriter(topic);
      awaitRows(50);
      first.stop();
      topic.delete();
      await().atMost(PATIENCE).ignoreExceptions().until(() -> made(topic));
      topic.send(readings.many(50, 10));
      startWriter(topic);
      awaitRows(60);
    }
  }

  @Test
  void whatRetentionTookBeforeItWasReadIsCountedAsLost() throws Exception {
    try (var topic = TestTopic.create(1)) {
      topic.send(readings.many(0, 10));
      var first = startWriter(topic);
      awaitRows(10);
      first.stop();
      topic.send(readings.many(10, 20));
      topic.deleteBefore(0, 25);
      startWriter(topic);
      awaitRows(15);
      assertThat(count("sensor.store.lost")).isEqualTo(15);
    }
  }

  private static byte[] key(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void aFaultOfOnePartitionStopsThatPartitionAloneUntilItPasses() throws Exception {
    var bad = new Readings(Instant.parse("2018-03-03T10:00:00Z"));
    database.run("SELECT readings.ensure_day('2018-03-03')");
    database.run(
        """
        CREATE OR REPLACE FUNCTION readings.damaged() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'damaged' USING ERRCODE = 'XX002'; END $$;
        CREATE TRIGGER damaged BEFORE INSERT ON readings.reading_20180303
          FOR EACH ROW EXECUTE FUNCTION readings.damaged()
        """);
    try (var topic = TestTopic.create(4)) {
      for (int i = 0; i < 50; i++) {
        topic.send(2, ReadingCodec.encode(bad.reading("s", i, i)), null);
      }
      topic.send(readings.many(0, 1_000));
      var writer = startWriter(topic);
      // All but those that share the partition with the damaged table's readings.
      long behind = 1_000 - on(2);
      awaitRows(behind);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(new RoleHealth(writer).health().getDetails().toString())
                .contains("leftOut", topic.name() + "-2", "damaged");
            assertThat(registry.get("sensor.store.paused.partitions").gauge().value()).isEqualTo(1);
          });
      assertThat(rows(bad.tenant())).isZero();
      database.run("DROP TRIGGER damaged ON readings.reading_20180303");
      awaitRows(1_000);
      // At times none of the others shares its partition.
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(bad.tenant())).isEqualTo(50));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(registry.get("sensor.store.paused.partitions").gauge().value()).isZero());
      assertThat(count("sensor.store.rows")).isEqualTo(1_050);
      assertThat(
              database.number(
                  "SELECT count(*) FROM readings.dead_letter WHERE topic = ?", topic.name()))
          .isZero();
    } finally {
      database.run("DROP TABLE readings.reading_20180303");
    }
  }

  /** How many of the test's readings are on this partition. */
  private long on(int partition) {
    return readings.many(0, 1_000).stream()
        .filter(reading -> {
          var key = io.sensorplatform.reading.Topics.key(reading.tenant(), reading.sensorId());
          var bytes = key.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          return org.apache.kafka.common.utils.Utils.toPositive(
                      org.apache.kafka.common.utils.Utils.murmur2(bytes))
                  % 4
              == partition;
        })
        .count();
  }

  private static boolean made(TestTopic topic) throws Exception {
    topic.make(1);
    return true;
  }

  private StreamRole startWriter(TestTopic topic) {
    var settings =
        new WriterSettings(
            2,
            2_000,
            DataSize.ofMegabytes(16),
            Duration.ofMillis(20),
            10_000,
            2,
            Duration.ofDays(3_660),
            Duration.ofDays(31));
    var writer =
        StoreConfiguration.role(
            topic.name(),
            settings,
            TestTopic.settings(),
            new Schema(database.pool()),
            database.pool(),
            new BatchTracer(OpenTelemetry.noop()),
            registry,
            Clock.systemUTC());
    writers.add(writer);
    writer.start();
    return writer;
  }

  private void awaitRows(long expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .untilAsserted(() -> assertThat(rows(readings.tenant())).isEqualTo(expected));
  }

  private long rows(String tenant) throws SQLException {
    return database.number("SELECT count(*) FROM readings.readings WHERE tenant = ?", tenant);
  }

  private double count(String counter) {
    return registry.get(counter).counter().count();
  }
}
