package io.sensorplatform.stream.store;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What poison costs the writer's transaction: rows/s of batches with no, 0.1% and 100% readings
 * that a CHECK constraint forbids, on one connection to a real server, in pairs within one run. Not
 * a test; run {@code main} by hand with the test class path. The ratios are what counts.
 */
final class PoisonCost {

  private static final int ROWS = 10_000;
  private static final double POISON = 666;

  private final TestDatabase database = new TestDatabase();
  private final SourcePartition partition =
      new SourcePartition("poison-cost", UUID.randomUUID(), 0);
  private final Positions positions = new Positions("writer", database.pool());
  private final BatchStore store =
      new BatchStore(
          "writer",
          database.pool(),
          positions,
          new Series(database.pool(), 10_000),
          new Days(database.pool(), Clock.systemUTC(), 2));
  private final long start =
      ChronoUnit.MICROS.between(
          Instant.EPOCH, Instant.now().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS));
  private long offset;

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 60 : Integer.parseInt(arguments[0]);
    new PoisonCost().run(rounds);
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    new Schema(database.pool()).ensure();
    positions.begin(partition, null, 0);
    database.run("ALTER TABLE readings.reading ADD CONSTRAINT poison CHECK (value <> 666)");
    System.out.printf(Locale.ROOT, "%-8s %12s %12s %8s%n", "poison", "rows/s", "none's", "ratio");
    compare("none", 0, rounds);
    compare("0.1%", 1_000, rounds);
    compare("100%", 1, rounds);
    long rows = database.number("SELECT count(*) FROM readings.readings WHERE tenant = 'cost'");
    long letters =
        database.number("SELECT count(*) FROM readings.dead_letter WHERE tenant = 'cost'");
    System.out.printf("%d rows and %d dead letters of %d readings%n", rows, letters, offset);
  }

  /** In pairs of either order, so that what the server does behind our back hits both alike. */
  private void compare(String name, int poison, int rounds) throws Exception {
    var random = new Random(42);
    var none = new double[rounds];
    var some = new double[rounds];
    for (int round = -10; round < rounds; round++) {
      boolean noneFirst = random.nextBoolean();
      double first = seconds(noneFirst ? 0 : poison);
      double second = seconds(noneFirst ? poison : 0);
      if (round >= 0) {
        none[round] = noneFirst ? first : second;
        some[round] = noneFirst ? second : first;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-8s %12.0f %12.0f %8.3f%n",
        name,
        ROWS / median(some),
        ROWS / median(none),
        median(none) / median(some));
  }

  /**
   * @param poison one reading in so many; 0 for none
   */
  private double seconds(int poison) throws Exception {
    var batch = batch(poison);
    long begun = System.nanoTime();
    store.store(batch);
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double median(double[] seconds) {
    var sorted = seconds.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private Batch batch(int poison) {
    var batch = new Batch(0);
    for (int i = 0; i < ROWS; i++) {
      boolean bad = poison > 0 && i % poison == poison / 2;
      long at = start + offset * 100;
      var reading =
          new Reading("cost", "hall/s" + i % 100, at, bad ? POISON : i, "Cel", 0, at + 1_000);
      var record =
          new ConsumerRecord<>(
              partition.topic(), 0, offset++, new byte[0], ReadingCodec.encode(reading));
      batch.reach(partition, record.offset(), record);
      batch.add(new Row(reading, partition, record));
    }
    return batch;
  }
}
