package io.sensorplatform.defaults.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what this process counts, by the names of the metric contract. */
public final class MeterReader {

  private static final String FAILURES = "sensor.failures";
  private static final String CATEGORY = "category";

  private final MeterRegistry registry;

  public MeterReader(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Sum of all counters (or counts of timers) of this name.
   *
   * @param tags key, value, key, value
   */
  public double total(String name, String... tags) {
    return meters(name, tags).stream().mapToDouble(MeterReader::count).sum();
  }

  /** The same by the values of a tag. */
  public Map<String, Double> totals(String name, String by, String... tags) {
    return totals(name, meter -> meter.getId().getTag(by), tags);
  }

  /**
   * The same by what a meter is put to.
   *
   * @param category null: the meter does not count
   */
  public Map<String, Double> totals(
      String name, Function<Meter, @Nullable String> category, String... tags) {
    Map<String, Double> totals = new TreeMap<>();
    for (Meter meter : meters(name, tags)) {
      String known = category.apply(meter);
      if (known != null) {
        totals.merge(known, count(meter), Double::sum);
      }
    }
    return totals;
  }

  /**
   * Failures of a stage by category: of {@code sensor.failures}, or of the stage's own counter,
   * whichever counts more of a category. Without a category they are unknown.
   */
  public Map<String, Double> failures(PipelineStage stage, String own) {
    Map<String, Double> totals = new TreeMap<>(totals(FAILURES, CATEGORY, "stage", stage.label()));
    totals(own, meter -> Objects.requireNonNullElse(meter.getId().getTag(CATEGORY), "unknown"))
        .forEach((category, total) -> totals.merge(category, total, Math::max));
    return totals;
  }

  /** The largest gauge of this name, times in seconds; null if there is none with a value. */
  public @Nullable Double most(String name, String... tags) {
    Double most = null;
    for (Meter meter : meters(name, tags)) {
      double value =
          switch (meter) {
            case TimeGauge gauge -> gauge.value(TimeUnit.SECONDS);
            case Gauge gauge -> gauge.value();
            default -> Double.NaN;
          };
      if (!Double.isNaN(value) && (most == null || value > most)) {
        most = value;
      }
    }
    return most;
  }

  private Collection<Meter> meters(String name, String... tags) {
    return registry.find(name).tags(tags).meters();
  }

  private static double count(Meter meter) {
    return switch (meter) {
      case Counter counter -> counter.count();
      case FunctionCounter counter -> counter.count();
      case Timer timer -> timer.count();
      default -> 0;
    };
  }
}
