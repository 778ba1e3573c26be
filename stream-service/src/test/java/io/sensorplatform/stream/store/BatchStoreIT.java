package io.sensorplatform.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchStoreIT {

  private final TestDatabase database = new TestDatabase();
  private final Readings readings = Readings.now();
  private final SourcePartition partition =
      new SourcePartition("sensor.readings", UUID.randomUUID(), 3);
  private final Positions positions = new Positions("writer", database.pool());
  private final BatchStore store = newStore();
  private long offset;

  @BeforeEach
  void schema() throws Exception {
    new Schema(database.pool()).ensure();
    positions.begin(partition, null, 0);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void storesRowsAndPositionTogether() throws Exception {
    var outcome = store.store(batch(readings.many(0, 5_000)));
    assertThat(outcome).isEqualTo(new BatchStore.Outcome(5_000, 0, List.of()));
    assertThat(rows()).isEqualTo(5_000);
    assertThat(position()).isEqualTo(5_000);
  }

  @Test
  void keepsEveryColumn() throws Exception {
    var at = Instant.parse("2026-01-31T23:59:59.999999Z");
    var full =
        new Reading(
            readings.tenant(), "a", Readings.micros(at), -1.5, "m3/h", Reading.OUT_OF_RANGE, 1);
    var bare = new Reading(readings.tenant(), "b", Readings.micros(at), 0, null, 0, 1);
    store.store(batch(List.of(full, bare)));
    assertThat(
            database.rows(
                """
                SELECT sensor_id, extract(epoch FROM observed_at) * 1000000 = ?, value, unit, flags,
                  extract(epoch FROM received_at) * 1000000 = 1
                FROM readings.readings WHERE tenant = ? ORDER BY sensor_id
                """,
                Readings.micros(at),
                readings.tenant()))
        .containsExactly(
            List.of("a", true, -1.5, "m3/h", 1, true),
            java.util.Arrays.asList("b", true, 0.0, null, 0, true));
  }

  @Test
  void theSameReadingsThriceLeaveTheSameRows() throws Exception {
    var many = readings.many(0, 1_000);
    store.store(batch(many));
    assertThat(store.store(batch(many)).replaced()).isEqualTo(1_000);
    assertThat(store.store(batch(many))).isEqualTo(new BatchStore.Outcome(0, 1_000, List.of()));
    assertThat(rows()).isEqualTo(1_000);
    assertThat(position()).isEqualTo(3_000);
  }

  @Test
  void theLastInLogOrderWinsWithinABatchAndAcross() throws Exception {
    store.store(batch(List.of(readings.reading("s", 1, 1), readings.reading("s", 1, 2))));
    assertThat(value("s")).isEqualTo(2);
    var outcome =
        store.store(
            batch(
                List.of(
                    readings.reading("s", 1, 3),
                    readings.reading("s", 2, 9),
                    readings.reading("s", 1, 4))));
    assertThat(outcome).isEqualTo(new BatchStore.Outcome(1, 2, List.of()));
    assertThat(value("s")).isEqualTo(4);
  }

  @Test
  void aFewDuplicatesAmongManyAreCountedAndTheRestIsNew() throws Exception {
    store.store(batch(readings.many(0, 100)));
    assertThat(store.store(batch(readings.many(90, 1_000))))
        .isEqualTo(new BatchStore.Outcome(990, 10, List.of()));
    assertThat(rows()).isEqualTo(1_090);
  }

  @Test
  void aRefusedRowBecomesADeadLetterAndItsNeighboursAreStored() throws Exception {
    var old = new Readings(Instant.parse("2021-03-01T12:00:00Z"));
    store.store(batch(old.many(0, 1)));
    database.run(
        "ALTER TABLE readings.reading_20210301 ADD CONSTRAINT poison CHECK (value <> 666.0)");
    try {
      // With a duplicate, so that the way through the temporary table meets the poison too.
      var outcome = store.store(batch(old.many(0, 1_000)));
      assertThat(outcome.inserted()).isEqualTo(998);
      assertThat(outcome.replaced()).isEqualTo(1);
      assertThat(outcome.deadLetters()).hasSize(1);
      assertThat(
              database.rows(
                  """
                  SELECT kafka_offset, reason, detail LIKE 'SQLSTATE 23514%poison%', payload = ?
                  FROM readings.dead_letter WHERE topic_id = ?
                  """,
                  ReadingCodec.encode(old.many(666, 1).getFirst()), partition.topicId()))
          .containsExactly(List.of(667L, "refused-constraint", true, true));
      assertThat(position()).isEqualTo(1_001);
    } finally {
      database.run("ALTER TABLE readings.reading_20210301 DROP CONSTRAINT poison");
    }
  }

  @Test
  void aRefusedReadingDoesNotTakeTheOneBeforeWithIt() throws Exception {
    var old = new Readings(Instant.parse("2021-03-02T12:00:00Z"));
    store.store(batch(old.many(0, 1)));
    database.run(
        "ALTER TABLE readings.reading_20210302 ADD CONSTRAINT poison CHECK (value <> 666.0)");
    try {
      var outcome =
          store.store(
              batch(
                  List.of(
                      old.reading("s", 1, 1),
                      old.reading("s", 1, 2),
                      old.reading("s", 1, 666),
                      old.reading("other", 1, 3),
                      old.reading("s", 1, 666))));
      assertThat(outcome.inserted()).isEqualTo(2);
      assertThat(outcome.replaced()).isEqualTo(1);
      assertThat(outcome.deadLetters()).hasSize(2);
      assertThat(
              database.rows(
                  "SELECT value FROM readings.readings WHERE tenant = ? AND sensor_id = 's'",
                  old.tenant()))
          .containsExactly(List.of(2.0));
      assertThat(ledger()).containsExactly(List.of(old.tenant(), 3L, 1L, 2L));
    } finally {
      database.run("ALTER TABLE readings.reading_20210302 DROP CONSTRAINT poison");
    }
  }

  @Test
  void theLedgerCountsEachOffsetOnceHoweverTheLogIsCut() throws Exception {
    var log = new ArrayList<Reading>();
    for (int i = 0; i < 3; i++) {
      log.addAll(readings.many(0, 10));
      log.addAll(readings.many(5 * i, 10));
    }
    store.store(batch(log));
    var whole = ledger();
    database.run("DELETE FROM readings.ledger WHERE topic_id = '" + partition.topicId() + "'");
    database.run("DELETE FROM readings.reading WHERE kafka_offset < 60 AND kafka_partition = 3");
    for (int i = 0; i < log.size(); i += 7) {
      store.store(batch(log.subList(i, Math.min(i + 7, log.size()))));
    }
    assertThat(ledger()).isEqualTo(whole).containsExactly(List.of(readings.tenant(), 20L, 40L, 0L));
  }

  @Test
  void theLedgerIsKeptByTheHourOfReceiptAndWithoutTenantWhereTheBytesDoNotTell() throws Exception {
    var first = readings.micros(Instant.parse("2026-05-01T10:59:59.999999Z"));
    var batch =
        batch(
            List.of(
                new Reading(readings.tenant(), "a", first, 1, null, 0, first),
                new Reading(readings.tenant(), "b", first, 1, null, 0, first + 1),
                new Reading(readings.tenant(), "c", first, 1, null, 0, -1)));
    var undecodable =
        new ConsumerRecord<byte[], byte[]>(
            partition.topic(), partition.partition(), offset++, null, new byte[1]);
    batch.reach(partition, undecodable.offset(), undecodable);
    batch.add(
        new DeadLetter(partition, undecodable, null, DeadLetter.Reason.MALFORMED, "one byte"));
    store.store(batch);
    assertThat(
            database.rows(
                """
                SELECT tenant, extract(epoch FROM hour)::bigint, stored, dead_lettered
                FROM readings.ledger WHERE topic_id = ? ORDER BY tenant, hour
                """,
                partition.topicId()))
        .containsExactly(
            List.of("", 0L, 0L, 1L),
            List.of(readings.tenant(), 0L, 1L, 0L),
            List.of(readings.tenant(), epochSecond("2026-05-01T10:00:00Z"), 1L, 0L),
            List.of(readings.tenant(), epochSecond("2026-05-01T11:00:00Z"), 1L, 0L));
  }

  @Test
  void offsetsThatHoldNoRecordAreCountedApart() throws Exception {
    var batch = batch(readings.many(0, 1));
    offset += 2;
    var later = record(readings.many(1, 1).getFirst());
    batch.reach(partition, 0, later);
    batch.add(new Row(readings.many(1, 1).getFirst(), partition, later));
    store.store(batch);
    positions.begin(partition, 4L, 10);
    positions.begin(partition, 10L, 7);
    assertThat(
            database.rows(
                """
                SELECT first_offset, next_offset, lost, empty, reused
                FROM readings.consumer_position WHERE topic_id = ?
                """,
                partition.topicId()))
        .containsExactly(List.of(0L, 7L, 6L, 2L, 3L));
  }

  @Test
  void aRowTellsWhereItsReadingStandsOnTheLogAlsoAfterItWasReplaced() throws Exception {
    store.store(batch(readings.many(0, 3)));
    store.store(batch(readings.many(2, 2)));
    assertThat(
            database.rows(
                """
                SELECT kafka_partition, kafka_offset FROM readings.reading
                JOIN readings.series USING (series_key) WHERE tenant = ? ORDER BY observed_at
                """,
                readings.tenant()))
        .containsExactly(List.of(3, 0L), List.of(3, 1L), List.of(3, 3L), List.of(3, 4L));
  }

  @Test
  void allRowsThatAConstraintOfTheTableForbidsAreSortedOutAtOnce() throws Exception {
    var old = new Readings(Instant.parse("2021-04-01T12:00:00Z"));
    store.store(batch(old.many(0, 10)));
    database.run(
        """
        ALTER TABLE readings.reading
          ADD CONSTRAINT "odd ""name" CHECK (NOT (value > 3 AND value::bigint % 3 = 1)) NOT VALID,
          ADD CONSTRAINT tiny CHECK (1 / (value - 777) <> 0 OR unit IS NULL) NOT VALID
        """);
    try {
      // Some are there already; 777 breaks the second constraint by an error of its own (22012).
      var outcome = store.store(batch(old.many(0, 3_000)));
      assertThat(outcome.deadLetters())
          .hasSize(1_000)
          .allMatch(letter ->
              letter.reading() != null
                  && (letter.reading().value() % 3 == 1 || letter.reading().value() == 777));
      assertThat(outcome.deadLetters().stream().map(DeadLetter::reason).distinct())
          .containsExactlyInAnyOrder(
              DeadLetter.Reason.REFUSED_CONSTRAINT, DeadLetter.Reason.REFUSED_DATA);
      assertThat(outcome.inserted() + outcome.replaced()).isEqualTo(3_000 - 1_000);
    } finally {
      database.run(
          "ALTER TABLE readings.reading DROP CONSTRAINT \"odd \"\"name\", DROP CONSTRAINT tiny");
    }
  }

  @Test
  void aBatchOfNothingButPoisonIsBuriedWhole() throws Exception {
    database.run("ALTER TABLE readings.reading ADD CONSTRAINT poison CHECK (value < 0) NOT VALID");
    try {
      var outcome = store.store(batch(readings.many(0, 10_000)));
      assertThat(outcome.deadLetters()).hasSize(10_000);
      assertThat(outcome.inserted()).isZero();
      assertThat(
              database.number(
                  "SELECT count(*) FROM readings.dead_letter WHERE tenant = ?", readings.tenant()))
          .isEqualTo(10_000);
      assertThat(position()).isEqualTo(10_000);
    } finally {
      database.run("ALTER TABLE readings.reading DROP CONSTRAINT poison");
    }
  }

  @Test
  void theZombieOfTwoWritersIsFencedAndLeavesNothing() throws Exception {
    var zombie = newStore();
    store.store(batch(readings.many(0, 10)));
    offset = 0;
    var stale = batch(new Readings(Instant.now()).many(0, 20));
    assertThatThrownBy(() -> zombie.store(stale))
        .isInstanceOfSatisfying(
            FencedException.class, e -> assertThat(e.partitions()).containsExactly(partition));
    assertThat(position()).isEqualTo(10);
    assertThat(
            database.number(
                "SELECT count(*) FROM readings.readings WHERE tenant = ?",
                stale.rows().getFirst().reading.tenant()))
        .isZero();
  }

  @Test
  void whatFailsBeforeTheCommitLeavesNothingAndMayBeTriedAgain() throws Exception {
    store.store(batch(readings.many(0, 1)));
    var batch = batch(readings.many(1, 100));
    try (var other = database.pool().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE readings.reading IN ACCESS EXCLUSIVE MODE");
      assertThatThrownBy(() -> store.store(batch))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
      other.rollback();
    }
    assertThat(position()).isEqualTo(1);
    assertThat(store.store(batch).inserted()).isEqualTo(100);
    assertThat(rows()).isEqualTo(101);
  }

  @Test
  void makesPartitionsOfAnyDayOnDemandAlsoWhenManyAskAtOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      var asked = new ArrayList<java.util.concurrent.Future<?>>();
      for (int writer = 0; writer < 4; writer++) {
        asked.add(
            threads.submit(() -> {
              try (var connection = database.pool().getConnection();
                  var statement = connection.prepareStatement("SELECT readings.ensure_day(?)")) {
                for (int day = 0; day < 10; day++) {
                  statement.setObject(1, LocalDate.of(1999, 1, 1).plusDays(day));
                  statement.execute();
                }
              }
              return null;
            }));
      }
      for (var one : asked) {
        one.get();
      }
    }
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'readings.reading'::regclass"
                    + " AND inhrelid::regclass::text LIKE '%reading_199901%'"))
        .isEqualTo(10);
  }

  @Test
  void aDroppedPartitionIsNoFaultOfTheRow() throws Exception {
    var old = new Readings(Instant.parse("2022-06-01T00:00:00Z"));
    store.store(batch(old.many(0, 5)));
    database.run("DROP TABLE readings.reading_20220601");
    var batch = batch(old.many(5, 5));
    assertThatThrownBy(() -> store.store(batch)).isInstanceOf(SQLException.class);
    assertThat(store.store(batch)).isEqualTo(new BatchStore.Outcome(5, 0, List.of()));
  }

  @Test
  void twoWritersThatMeetTheSameNewSensorsAgreeOnTheirKeys() throws Exception {
    var names = new ArrayList<Reading>();
    for (int i = 0; i < 2_000; i++) {
      names.add(readings.reading("new/" + i, 0, i));
    }
    var one = names.stream().map(reading -> new Row(reading, partition, record(reading))).toList();
    var two =
        names.reversed().stream()
            .map(reading -> new Row(reading, partition, record(reading)))
            .toList();
    try (var threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(() -> resolve(one));
      var second = threads.submit(() -> resolve(two));
      first.get();
      second.get();
    }
    assertThat(two.reversed())
        .extracting(row -> row.seriesKey)
        .isEqualTo(one.stream().map(row -> row.seriesKey).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void aPositionThatSomebodyElseBeganIsNotTakenOver() throws Exception {
    assertThatThrownBy(() -> positions.begin(partition, null, 5))
        .isInstanceOf(FencedException.class);
    assertThat(positions.read(Set.of(partition))).containsEntry(partition, 0L);
  }

  @Test
  void theReaderMayReadNewPartitionsAndTheView() throws Exception {
    store.store(batch(readings.many(0, 3)));
    var server = io.sensorplatform.local.server.EmbeddedServers.postgres();
    try (var reader =
            java.sql.DriverManager.getConnection(
                server.jdbcUrl(), "reader", server.password("reader"));
        var statement =
            reader.prepareStatement("SELECT count(*) FROM readings.readings WHERE tenant = ?")) {
      statement.setString(1, readings.tenant());
      try (var result = statement.executeQuery()) {
        result.next();
        assertThat(result.getLong(1)).isEqualTo(3);
      }
    }
  }

  private Void resolve(List<Row> rows) throws SQLException {
    new Series(database.pool(), 10_000).resolve(rows);
    return null;
  }

  private BatchStore newStore() {
    return new BatchStore(
        "writer",
        database.pool(),
        positions,
        new Series(database.pool(), 10_000),
        new Days(database.pool(), Clock.systemUTC(), 2));
  }

  private Batch batch(List<Reading> of) {
    var batch = new Batch(0);
    for (var reading : of) {
      var record = record(reading);
      batch.reach(partition, record.offset(), record);
      batch.add(new Row(reading, partition, record));
    }
    return batch;
  }

  private ConsumerRecord<byte[], byte[]> record(Reading reading) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset++,
        new byte[0],
        ReadingCodec.encode(reading));
  }

  /** Tenant, stored, replaced, dead-lettered. */
  private List<List<Object>> ledger() throws SQLException {
    return database.rows(
        """
        SELECT tenant, sum(stored)::bigint, sum(replaced)::bigint, sum(dead_lettered)::bigint
        FROM readings.ledger WHERE topic_id = ? GROUP BY tenant
        """,
        partition.topicId());
  }

  private static long epochSecond(String instant) {
    return Instant.parse(instant).getEpochSecond();
  }

  private long rows() throws SQLException {
    return database.number(
        "SELECT count(*) FROM readings.readings WHERE tenant = ?", readings.tenant());
  }

  private double value(String sensor) throws SQLException {
    return (double)
        database
            .rows(
                "SELECT value FROM readings.readings WHERE tenant = ? AND sensor_id = ?"
                    + " ORDER BY observed_at LIMIT 1",
                readings.tenant(),
                sensor)
            .getFirst()
            .getFirst();
  }

  private long position() throws SQLException {
    return positions.read(Set.of(partition)).get(partition);
  }
}
