package io.sensorplatform.bench;

import io.sensorplatform.bench.load.BatchLoad;
import io.sensorplatform.bench.load.Times;
import io.sensorplatform.bench.platform.BenchPlatform;
import io.sensorplatform.bench.platform.Pipeline;
import io.sensorplatform.bench.platform.Probe;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.Figure;
import io.sensorplatform.bench.result.StageRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long after its 202 a reading is the sensor's latest for whoever asks, while the platform is
 * at half of what it bears: a probe posts one reading, asks until it is there, and posts the next.
 *
 * <p>{@code --seconds} of a round (30), {@code --rounds} (3), {@code --warm-up} seconds at full
 * load, which tell what half is (30), {@code --rate} readings/s of the load instead, {@code
 * --connections} (8), {@code --batch} (500).
 */
public final class QueryableBench {

  private QueryableBench() {}

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    Duration each = Duration.ofSeconds(given.number("seconds", 30, 15));
    int rounds = given.number("rounds", 3, 1);
    Duration warmUp = Duration.ofSeconds(given.number("warm-up", 30, 20));
    int rate = given.number("rate", 0, 0);
    int connections = given.number("connections", 8, 8);
    int batch = given.number("batch", 500, 500);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("queryable", given.toString(), given.isShort());
    try (var platform = BenchPlatform.up()) {
      var load =
          new BatchLoad(
              platform.gateway(),
              BenchPlatform.PREFIX,
              connections,
              batch,
              Instant.now().minus(Duration.ofDays(5)));
      double half = halfOfWhatItBears(platform, load, warmUp);
      double during = rate > 0 ? rate : half;
      System.out.printf(Locale.ROOT, "load: %,.0f readings/s%n", during);
      List<List<Double>> quantiles =
          List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int round = 1; round <= rounds; round++) {
        load.start(platform.token(), during);
        Thread.sleep(Duration.ofSeconds(5));
        Times times = new Probe(platform.gateway(), platform.token()).run(each);
        load.stop();
        quantiles.get(0).add(times.millis(0.5));
        quantiles.get(1).add(times.millis(0.9));
        quantiles.get(2).add(times.millis(0.99));
        System.out.printf(
            Locale.ROOT,
            "round %d of %d: %d readings, p50 %.0f ms, p90 %.0f ms, p99 %.0f ms%n",
            round,
            rounds,
            times.count(),
            times.millis(0.5),
            times.millis(0.9),
            times.millis(0.99));
      }
      String name = "from 202 to queryable at %,.0f readings/s, ".formatted(during);
      run.add(Figure.of(name + "p50", "ms", quantiles.get(0), null));
      run.add(Figure.of(name + "p90", "ms", quantiles.get(1), null));
      run.add(Figure.of(name + "p99", "ms", quantiles.get(2), Aim.atMost(1_000)));
    }
    run.write(json);
    System.exit(0);
  }

  /** Half of what is accepted, stored and archived in the second half of a full load. */
  private static double halfOfWhatItBears(BenchPlatform platform, BatchLoad load, Duration warmUp)
      throws Exception {
    var pipeline = new Pipeline(platform);
    load.start(platform.token(), 0);
    Thread.sleep(warmUp.dividedBy(2));
    var before = pipeline.now(load.accepted());
    Thread.sleep(warmUp.dividedBy(2));
    var rates = pipeline.now(load.accepted()).since(before);
    load.stop();
    pipeline.awaitIdle(load.accepted());
    return rates.least() / 2;
  }
}
