package io.sensorplatform.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which errors of PostgreSQL are of a row, and which pass. */
class FaultsIT {

  private static final String DAY = "readings.reading_20190505";

  private final TestDatabase database = new TestDatabase();
  private final Readings readings = new Readings(Instant.parse("2019-05-05T10:00:00Z"));
  private final SourcePartition partition = new SourcePartition("faults", UUID.randomUUID(), 0);
  private final Positions positions = new Positions("writer", database.pool());
  private long offset;

  @BeforeEach
  void schema() throws Exception {
    new Schema(database.pool()).ensure();
    positions.begin(partition, null, 0);
    database.run("SELECT readings.ensure_day('2019-05-05')");
  }

  @AfterEach
  void close() throws Exception {
    database.run("DROP TABLE IF EXISTS " + DAY);
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "57014", "57P01", "57P05", "55P03", "55006", "40P01", "40001", "53000", "53100", "53200",
        "53300", "53400", "08000", "08006", "25P03", "25P04", "25006", "54000", "58030", "XX000",
        "XX001", "XX002", "0A000", "42P01", "42501", "P0001"
      })
  void aFaultThatPassesLeavesNothingAndMakesNoDeadLetter(String state) throws Exception {
    raise(state);
    var batch = batch(readings.many(660, 10));
    var store = store(database.pool());
    assertThatThrownBy(() -> store.store(batch))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    assertThat(position()).isZero();
    assertThat(letters()).isZero();
    database.run("DROP TRIGGER fault ON " + DAY);
    assertThat(store.store(batch)).isEqualTo(new BatchStore.Outcome(10, 0, List.of()));
    assertThat(letters()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"22003", "22008", "22021", "22P02", "23502", "23503", "23505", "23P01"})
  void whatIsOfTheRowMakesADeadLetterOfThatRow(String state) throws Exception {
    raise(state);
    var outcome = store(database.pool()).store(batch(readings.many(660, 10)));
    assertThat(outcome.inserted()).isEqualTo(9);
    assertThat(outcome.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.detail()).startsWith("SQLSTATE " + state));
    assertThat(letters()).isEqualTo(1);
    assertThat(position()).isEqualTo(10);
  }

  @Test
  void aCommitWhoseAnswerWasLostIsFoundStoredAndCountsOnce() throws Exception {
    var store = store(cutAfterCommit());
    var batch = batch(readings.many(0, 10));
    assertThatThrownBy(() -> store.store(batch)).isInstanceOf(SQLException.class);
    assertThat(position()).isEqualTo(10);
    assertThat(store.store(batch)).isEqualTo(new BatchStore.Outcome(10, 0, List.of()));
    assertThat(
            database.number(
                "SELECT sum(stored) FROM readings.ledger WHERE topic_id = ?", partition.topicId()))
        .isEqualTo(10);
  }

  @Test
  void whatSomebodyElseStoredFurtherIsNotTakenForOnesOwn() throws Exception {
    var store = store(cutAfterCommit());
    var batch = batch(readings.many(0, 10));
    assertThatThrownBy(() -> store.store(batch)).isInstanceOf(SQLException.class);
    store(database.pool()).store(batch(readings.many(10, 1)));
    assertThatThrownBy(() -> store.store(batch)).isInstanceOf(FencedException.class);
    assertThat(position()).isEqualTo(11);
  }

  /** Connections that break between the first COMMIT and its answer. */
  private DataSource cutAfterCommit() {
    var cut = new boolean[1];
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              var result = method.invoke(database.pool(), arguments);
              return result instanceof Connection connection ? cut(connection, cut) : result;
            });
  }

  private Connection cut(Connection connection, boolean[] cut) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              try {
                var result = method.invoke(connection, arguments);
                if (method.getName().equals("commit") && !cut[0]) {
                  cut[0] = true;
                  throw new SQLException("An I/O error occurred", "08006");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void raise(String state) throws SQLException {
    database.run(
        """
        CREATE OR REPLACE FUNCTION readings.fault() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'made by a test' USING ERRCODE = '%s', CONSTRAINT = 'made'; END $$
        """
            .formatted(state));
    database.run(
        "CREATE TRIGGER fault BEFORE INSERT ON "
            + DAY
            + " FOR EACH ROW WHEN (NEW.value = 666) EXECUTE FUNCTION readings.fault()");
  }

  private BatchStore store(DataSource source) {
    return new BatchStore(
        "writer",
        source,
        positions,
        new Series(database.pool(), 100),
        new Days(database.pool(), Clock.systemUTC(), 1));
  }

  private Batch batch(List<Reading> of) {
    var batch = new Batch(0);
    for (var reading : of) {
      var record =
          new ConsumerRecord<>(
              partition.topic(), 0, offset++, new byte[0], ReadingCodec.encode(reading));
      batch.reach(partition, record.offset(), record);
      batch.add(new Row(reading, partition, record));
    }
    return batch;
  }

  private long letters() throws SQLException {
    return database.number(
        "SELECT count(*) FROM readings.dead_letter WHERE topic_id = ?", partition.topicId());
  }

  private long position() throws SQLException {
    return positions.read(Set.of(partition)).get(partition);
  }
}
