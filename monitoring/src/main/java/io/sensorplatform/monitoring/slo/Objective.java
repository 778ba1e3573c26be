package io.sensorplatform.monitoring.slo;

import static java.util.Objects.requireNonNull;

import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.query.Span;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What users may rely on, and how it is measured: as good of total, as good minutes, or as a number
 * that stays 0.
 *
 * @param objective percent
 * @param alarm the runbook, too
 * @param slices a minute is good while this is at most {@code atMost}
 * @param never must stay 0
 * @param threshold for a load test
 * @param failing percent of a load test's requests that may fail
 */
public record Objective(
    String name,
    String title,
    String alarm,
    double objective,
    String promise,
    String measured,
    @Nullable Query good,
    @Nullable Query total,
    @Nullable Query slices,
    double atMost,
    @Nullable Query never,
    @Nullable Threshold threshold,
    @Nullable Double failing) {

  /** Percent of requests that take at most so long. */
  public record Threshold(int percentile, int milliseconds) {}

  public Objective {
    long ways = Stream.of(good, slices, never).filter(way -> way != null).count();
    if (ways != 1 || (good == null) != (total == null)) {
      throw new IllegalArgumentException(name + " is measured in one way");
    }
    if (never == null && !(objective > 0 && objective < 100)) {
      throw new IllegalArgumentException(name + ": no budget is left by " + objective);
    }
  }

  /** What may go wrong, as a share of 1. */
  public double budget() {
    return Math.round((100 - objective) * 1e6) / 1e8;
  }

  /** Whether it has a budget that can be spent. */
  public boolean hasBudget() {
    return never == null;
  }

  /** How much there may be of what is measured, in its unit; null: it is counted elsewhere. */
  public @Nullable Double limit() {
    if (slices != null) {
      return atMost;
    }
    Span within = good == null ? null : good.within();
    return within == null ? null : within.duration().toMillis() / 1e3;
  }

  /** Every question that it asks. */
  public List<Query> queries() {
    return Stream.of(good, total, slices, never)
        .filter(query -> query != null)
        .map(query -> requireNonNull(query))
        .toList();
  }
}
