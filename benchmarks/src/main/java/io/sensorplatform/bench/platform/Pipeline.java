package io.sensorplatform.bench.platform;

import io.sensorplatform.local.stack.Component;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** How far the readings have come that a load sends. */
public final class Pipeline {

  private static final String STORED = "sensor_store_rows_total";
  private static final String REPLACED = "sensor_store_replaced_total";
  private static final String ARCHIVED = "sensor_archive_rows_total";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final BenchPlatform platform;

  public Pipeline(BenchPlatform platform) {
    this.platform = platform;
  }

  /** Counted at one moment. */
  public record Counts(long nanoTime, long accepted, long stored, long archived) {

    public Rates since(Counts before) {
      double seconds = (nanoTime - before.nanoTime) / 1e9;
      return new Rates(
          seconds,
          (accepted - before.accepted) / seconds,
          (stored - before.stored) / seconds,
          (archived - before.archived) / seconds);
    }
  }

  /** Readings a second over some seconds. */
  public record Rates(double seconds, double accepted, double stored, double archived) {

    public double least() {
      return Math.min(accepted, Math.min(stored, archived));
    }
  }

  /**
   * @param accepted as the load has counted it
   */
  public Counts now(long accepted) throws IOException {
    var counters = platform.counters(Component.STREAM, Set.of(STORED, REPLACED, ARCHIVED));
    return new Counts(
        System.nanoTime(),
        accepted,
        counters.getOrDefault(STORED, 0L) + counters.getOrDefault(REPLACED, 0L),
        counters.getOrDefault(ARCHIVED, 0L));
  }

  /**
   * Returns once everything is stored and archived, by the ledger.
   *
   * @throws IllegalStateException if something is missing
   */
  public BenchPlatform.Ledger awaitIdle(long accepted) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      var counts = now(accepted);
      if (counts.stored() >= accepted && counts.archived() >= accepted) {
        var ledger = platform.ledger();
        if (ledger.difference() == 0
            && ledger.accepted() >= accepted
            && ledger.stored() >= accepted
            && ledger.archived() >= accepted) {
          return ledger;
        }
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(
        "%,d accepted, but the ledger says %s".formatted(accepted, platform.ledger()));
  }
}
