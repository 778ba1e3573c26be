package io.sensorplatform.defaults.metric;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what fails at one stage, and what is tried again, the same way in every service. */
public final class Failures {

  private final Map<FailureCategory, Counter> failures;
  private final Map<FailureCategory, Counter> retries;

  private Failures(MeterRegistry registry, FailureStage stage) {
    failures = counters(registry, "sensor.failures", stage);
    retries = counters(registry, "sensor.retries", stage);
  }

  /**
   * The counters of a stage, all of them there from now on: a rate can be told only of a counter
   * that was 0 before.
   */
  public static Failures at(MeterRegistry registry, FailureStage stage) {
    return new Failures(registry, stage);
  }

  public void failed(FailureCategory category) {
    failed(category, 1);
  }

  public void failed(@Nullable Throwable cause) {
    failed(FailureCategory.of(cause), 1);
  }

  public void failed(FailureCategory category, double times) {
    requireNonNull(failures.get(category)).increment(times);
  }

  /** Something that failed so is tried again. */
  public void retried(FailureCategory category) {
    requireNonNull(retries.get(category)).increment();
  }

  public void retried(@Nullable Throwable cause) {
    retried(FailureCategory.of(cause));
  }

  private static Map<FailureCategory, Counter> counters(
      MeterRegistry registry, String name, FailureStage stage) {
    var counters = new EnumMap<FailureCategory, Counter>(FailureCategory.class);
    for (FailureCategory category : FailureCategory.values()) {
      counters.put(
          category,
          Counter.builder(name)
              .tag("stage", stage.tag())
              .tag("category", category.tag())
              .register(registry));
    }
    return counters;
  }
}
