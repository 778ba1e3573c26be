package io.sensorplatform.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a past where no other test has partitions: nothing of theirs is dropped. */
class RetentionIT {

  private static final Instant NOW = Instant.parse("1985-06-10T12:00:00Z");

  private final TestDatabase database = new TestDatabase();
  private final Retention retention =
      new Retention(database.pool(), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(5));

  @BeforeEach
  void partitions() throws Exception {
    new Schema(database.pool()).ensure();
    for (int day = 1; day <= 10; day++) {
      database.run("SELECT readings.ensure_day('1985-06-%02d')".formatted(day));
    }
  }

  @AfterEach
  void close() throws Exception {
    database.run(
        "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT inhrelid::regclass FROM pg_inherits"
            + " WHERE inhparent = 'readings.reading'::regclass AND inhrelid::regclass::text LIKE '%reading_1985%'"
            + " LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; END $$");
    database.close();
  }

  @Test
  void dropsPartitionsThatAreWhollyOlderAndADayMore() throws Exception {
    assertThat(retention.drop())
        .containsExactly("reading_19850601", "reading_19850602", "reading_19850603");
    assertThat(retention.drop()).isEmpty();
    assertThat(partitionsOf1985()).isEqualTo(7);
  }

  @Test
  void oneOfSeveralInstancesDoesIt() throws Exception {
    try (var other = database.pool().getConnection()) {
      other.createStatement().execute("SELECT pg_advisory_lock(hashtext('readings.retention'))");
      assertThat(retention.drop()).isEmpty();
      other.createStatement().execute("SELECT pg_advisory_unlock(hashtext('readings.retention'))");
    }
    assertThat(retention.drop()).hasSize(3);
  }

  @Test
  void aReaderThatHoldsTheTableDelaysItAndIsNotInterrupted() throws Exception {
    try (var reader = database.pool().getConnection()) {
      reader.setAutoCommit(false);
      reader.createStatement().execute("SELECT count(*) FROM readings.reading");
      assertThatThrownBy(retention::drop).isInstanceOf(SQLException.class);
      // Meanwhile others read and write.
      database.run("SET lock_timeout = '500ms'; SELECT count(*) FROM readings.reading");
      reader.createStatement().execute("SELECT count(*) FROM readings.reading");
      reader.rollback();
    }
    assertThat(retention.drop()).hasSize(3);
  }

  @Test
  void readersAndWritersGoOnWhileItWorks() throws Exception {
    try (var threads = Executors.newSingleThreadExecutor()) {
      var dropping = threads.submit(retention::drop);
      while (!dropping.isDone()) {
        database.run("SELECT count(*) FROM readings.reading");
      }
      assertThat(dropping.get()).hasSize(3);
    }
  }

  @Test
  void theJobCountsWhatItDropped() {
    var registry = new SimpleMeterRegistry();
    var job = new RetentionJob(new Schema(database.pool()), retention, registry);
    job.start();
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> registry.get("sensor.store.partitions.dropped").counter().count() == 3);
    } finally {
      job.stop();
    }
  }

  @Test
  void aReadingThatAgedWhileItsBatchWaitedIsADeadLetterAndNoPartitionIsMade() {
    var partition = new SourcePartition("t", new UUID(1, 1), 0);
    var readings = new Readings(Instant.parse("1985-06-05T11:59:59Z"));
    var batch = new Batch(0);
    for (int second = 0; second < 2; second++) {
      var reading = readings.reading("s", second, 1);
      batch.add(
          new Row(
              reading,
              partition,
              new ConsumerRecord<>("t", 0, second, new byte[0], ReadingCodec.encode(reading))));
    }
    long oldest = Readings.micros(NOW.minus(Duration.ofDays(5)));
    batch.expire(
        oldest,
        row ->
            new DeadLetter(
                row.partition,
                row.record,
                row.reading,
                DeadLetter.Reason.OLDER_THAN_RETENTION,
                ""));
    assertThat(batch.rows()).hasSize(1);
    assertThat(batch.deadLetters()).hasSize(1);
    assertThat(batch.records()).isEqualTo(2);
  }

  private long partitionsOf1985() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_class WHERE relname LIKE 'reading\\_1985____'"
            + " AND relnamespace = 'readings'::regnamespace");
  }
}
