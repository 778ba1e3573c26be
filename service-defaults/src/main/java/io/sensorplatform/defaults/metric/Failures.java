package io.sensorplatform.defaults.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts what fails and what is tried again, the same way in every service. */
public final class Failures {

  private final MeterRegistry registry;
  private final Map<FailureStage, At> stages = new ConcurrentHashMap<>();

  public Failures(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * The counters of a stage, all of them there from now on: a rate is told of a counter that was 0
   * before.
   */
  public At at(FailureStage stage) {
    return stages.computeIfAbsent(stage, of -> new At(registry, of));
  }

  /** The counters of one stage. */
  public static final class At {

    private final Map<FailureCategory, Counter> failures = new EnumMap<>(FailureCategory.class);
    private final Map<FailureCategory, Counter> retries = new EnumMap<>(FailureCategory.class);

    private At(MeterRegistry registry, FailureStage stage) {
      for (FailureCategory category : FailureCategory.values()) {
        failures.put(category, counter(registry, "sensor.failures", stage, category));
        retries.put(category, counter(registry, "sensor.retries", stage, category));
      }
    }

    public void failed(FailureCategory category) {
      failed(category, 1);
    }

    public void failed(@Nullable Throwable cause) {
      failed(FailureCategory.of(cause), 1);
    }

    public void failed(FailureCategory category, long times) {
      count(failures, category, times);
    }

    /** Something is tried again after it failed so. */
    public void retried(FailureCategory category) {
      count(retries, category, 1);
    }

    public void retried(@Nullable Throwable cause) {
      retried(FailureCategory.of(cause));
    }

    private static void count(
        Map<FailureCategory, Counter> counters, FailureCategory category, long times) {
      Counter counter = counters.get(category);
      if (counter != null) {
        counter.increment(times);
      }
    }

    private static Counter counter(
        MeterRegistry registry, String name, FailureStage stage, FailureCategory category) {
      return Counter.builder(name)
          .tag("stage", stage.tag())
          .tag("category", category.tag())
          .register(registry);
    }
  }
}
