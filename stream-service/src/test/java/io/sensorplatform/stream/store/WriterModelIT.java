package io.sensorplatform.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.store.DeadLetter.Reason;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The writer against a small model: random logs with repeats, replaced values and poison, taken in
 * random batches by two writers that both believe to have the partitions, whose sessions are killed
 * at random moments, around COMMIT too. In the end rows, ledger, positions and dead letters are
 * what the log alone says.
 *
 * <p>{@code -Dseed=N} repeats a run, {@code -Dsequences=N} makes it longer.
 */
class WriterModelIT {

  private static final double POISON = 666;
  private static final String DAY = "readings.reading_20170707";
  private static final int PARTITIONS = 3;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final TestDatabase database = new TestDatabase();
  private final String sessions = "model-" + UUID.randomUUID();
  private final TestDatabase cut = new TestDatabase(sessions);

  @BeforeEach
  void prepare() throws Exception {
    new Schema(database.pool()).ensure();
    database.run("SELECT readings.ensure_day('2017-07-07')");
    database.run("ALTER TABLE " + DAY + " ADD CONSTRAINT poison CHECK (value <> 666.0)");
  }

  @AfterEach
  void close() throws Exception {
    cut.close();
    database.run("DROP TABLE " + DAY);
    database.close();
  }

  @Test
  void whateverHappensTheOutcomeIsWhatTheLogSays() throws Exception {
    int kills = 0;
    int fenced = 0;
    for (int sequence = 0; sequence < Integer.getInteger("sequences", 3); sequence++) {
      var run = new Run();
      run.play(120);
      run.check("seed " + seed + ", sequence " + sequence);
      kills += run.faults;
      fenced += run.fenced;
    }
    System.out.printf("seed %d: %d faults, %d times fenced%n", seed, kills, fenced);
    assertThat(kills).as("faults that happened, seed " + seed).isPositive();
    assertThat(fenced).as("times a writer was fenced, seed " + seed).isPositive();
  }

  /** One log and what is done with it. */
  private final class Run {
    private final UUID topicId = UUID.randomUUID();
    private final List<SourcePartition> partitions = new ArrayList<>();
    private final Map<SourcePartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
    private final Readings readings = new Readings(Instant.parse("2017-07-07T01:00:00Z"));
    private int faults;
    private int fenced;

    Run() throws Exception {
      for (int i = 0; i < PARTITIONS; i++) {
        var partition = new SourcePartition("model", topicId, i);
        partitions.add(partition);
        log.put(partition, records(partition));
        new Positions("writer", database.pool()).begin(partition, null, 0);
      }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(SourcePartition partition) {
      var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      int length = 50 + random.nextInt(250);
      for (int offset = 0; offset < length; offset++) {
        double what = random.nextDouble();
        // A key lives in one partition, as Kafka has it.
        var sensor = "p" + partition.partition() + "/s" + random.nextInt(4);
        var value = what < 0.05 ? POISON : offset;
        byte[] bytes =
            what > 0.97
                ? new byte[] {1, 2, 3}
                : ReadingCodec.encode(readings.reading(sensor, random.nextInt(40), value));
        records.add(
            new ConsumerRecord<>("model", partition.partition(), offset, new byte[0], bytes));
      }
      return records;
    }

    void play(int steps) throws Exception {
      var writers = List.of(new Writer(cut, this), new Writer(cut, this));
      var killing = new AtomicBoolean(true);
      var killer = Thread.ofVirtual().start(() -> killAtRandom(killing));
      try {
        for (int step = 0; step < steps; step++) {
          writers.get(random.nextInt(2)).step();
        }
      } finally {
        killing.set(false);
        killer.join();
      }
      var last = new Writer(database, this);
      while (last.isBehind()) {
        last.store(last.take());
      }
    }

    private void killAtRandom(AtomicBoolean killing) {
      var moments = new Random(seed);
      try {
        while (killing.get()) {
          Thread.sleep(20 + moments.nextInt(150));
          database.rows(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE application_name = ? AND state <> 'idle'",
              sessions);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    void check(String as) throws Exception {
      var rows = new TreeMap<String, Double>();
      var certain = new TreeSet<String>();
      var possible = new TreeSet<String>();
      for (var partition : partitions) {
        var keys = new HashSet<String>();
        var after = new HashSet<String>();
        for (var record : log.get(partition).reversed()) {
          var reading = decoded(record);
          var place = record.partition() + " " + record.offset();
          var key = reading == null ? "" : reading.sensorId() + " " + reading.observedAtMicros();
          if (reading == null) {
            certain.add(place + " malformed");
          } else if (reading.value() != POISON) {
            rows.putIfAbsent(key, reading.value());
            keys.add(key);
            after.add(key);
          } else if (after.contains(key)) {
            // Never tried if the one that replaces it came in the same batch.
            possible.add(place + " refused-constraint");
          } else {
            certain.add(place + " refused-constraint");
          }
        }
        long length = log.get(partition).size();
        var ledger =
            database
                .rows(
                    """
                    SELECT coalesce(sum(stored), 0)::bigint,
                      coalesce(sum(stored + replaced + dead_lettered), 0)::bigint
                    FROM readings.ledger WHERE topic_id = ? AND partition = ?
                    """,
                    topicId,
                    partition.partition())
                .getFirst();
        assertThat(ledger).as("ledger, " + as).containsExactly((long) keys.size(), length);
        assertThat(new Positions("writer", database.pool()).read(Set.of(partition)))
            .as("position, " + as)
            .containsEntry(partition, length);
      }
      var storedRows = new TreeMap<String, Double>();
      for (var row :
          database.rows(
              """
              SELECT sensor_id, (extract(epoch FROM observed_at) * 1000000)::bigint, value
              FROM readings.readings WHERE tenant = ?
              """,
              readings.tenant())) {
        storedRows.put(row.get(0) + " " + row.get(1), (Double) row.get(2));
      }
      assertThat(storedRows).as("rows, " + as).isEqualTo(rows);
      var letters =
          database
              .rows(
                  "SELECT partition || ' ' || kafka_offset || ' ' || reason"
                      + " FROM readings.dead_letter WHERE topic_id = ?",
                  topicId)
              .stream()
              .map(row -> String.valueOf(row.getFirst()))
              .toList();
      assertThat(letters).as("dead letters, " + as).doesNotHaveDuplicates().containsAll(certain);
      possible.addAll(certain);
      assertThat(possible).as("dead letters, " + as).containsAll(letters);
      assertThat(
              database.number(
                  "SELECT sum(dead_lettered) FROM readings.ledger WHERE topic_id = ?", topicId))
          .as("dead-lettered, " + as)
          .isEqualTo(letters.size());
    }
  }

  private static @Nullable Reading decoded(ConsumerRecord<byte[], byte[]> record) {
    try {
      return ReadingCodec.decode(record.value());
    } catch (MalformedReadingException e) {
      return null;
    }
  }

  /** One that believes to have all partitions until it learns better. */
  private final class Writer {
    private final Run run;
    private final Positions positions;
    private final BatchStore store;
    private final Map<SourcePartition, Long> known = new HashMap<>();
    private @Nullable Batch pending;

    Writer(TestDatabase source, Run run) {
      this.run = run;
      positions = new Positions("writer", source.pool());
      store =
          new BatchStore(
              "writer",
              source.pool(),
              positions,
              new Series(source.pool(), 100),
              new Days(source.pool(), Clock.systemUTC(), 1));
    }

    void step() {
      try {
        if (random.nextInt(12) == 0) {
          // A rebalance: what was taken is void.
          pending = null;
          known.clear();
        }
        if (pending == null) {
          pending = take();
        }
        store(pending);
        pending = null;
      } catch (FencedException e) {
        run.fenced++;
        pending = null;
        known.keySet().removeAll(e.partitions());
      } catch (SQLException e) {
        // The same batch is tried again.
        assertThat(Sqlstate.isOfARow(e)).as(e.toString()).isFalse();
        run.faults++;
      }
    }

    boolean isBehind() throws SQLException {
      return positions.read(Set.copyOf(run.partitions)).entrySet().stream()
          .anyMatch(entry -> entry.getValue() < run.log.get(entry.getKey()).size());
    }

    Batch take() throws SQLException {
      if (known.size() < PARTITIONS) {
        known.putAll(positions.read(Set.copyOf(run.partitions)));
      }
      var batch = new Batch(0);
      for (var partition : some(run.partitions)) {
        long position = known.get(partition);
        var records = run.log.get(partition);
        int until = (int) Math.min(records.size(), position + 1 + random.nextInt(30));
        for (var record : records.subList((int) position, until)) {
          batch.reach(partition, position, record);
          var reading = decoded(record);
          if (reading == null) {
            batch.add(new DeadLetter(partition, record, null, Reason.MALFORMED, "three bytes"));
          } else {
            batch.add(new Row(reading, partition, record));
          }
        }
      }
      return batch;
    }

    void store(Batch batch) throws SQLException, FencedException {
      if (batch.isEmpty()) {
        return;
      }
      store.store(batch);
      batch.ranges().forEach((partition, range) -> known.put(partition, range.next()));
    }

    private Set<SourcePartition> some(List<SourcePartition> partitions) {
      var some = new HashSet<SourcePartition>();
      for (var partition : partitions) {
        if (random.nextBoolean()) {
          some.add(partition);
        }
      }
      return some;
    }
  }
}
