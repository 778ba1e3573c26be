package io.sensorplatform.stream.consume;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What every role tells of its loops, under the role's own prefix such as {@code sensor.store}. */
final class RoleMetrics {

  private final Failures ofStore;
  private final Failures ofKafka;
  private final Counter retries;
  private final Counter lost;

  RoleMetrics(MeterRegistry registry, StreamRole.Plan plan, List<LoopState> loops) {
    String prefix = plan.metrics();
    ofStore = Failures.at(registry, plan.store());
    ofKafka = Failures.at(registry, FailureStage.KAFKA);
    retries =
        Counter.builder(prefix + ".retries")
            .description("Attempts that failed by a fault that passes")
            .register(registry);
    lost =
        Counter.builder(prefix + ".lost")
            .description("Offsets that the log no longer held when their turn came")
            .register(registry);
    sum(registry, prefix + ".lag", "Records on Kafka that are not yet taken", loops, s -> s.lag());
    sum(
        registry,
        prefix + ".pending",
        "Records taken that are not yet durable",
        loops,
        s -> s.pending());
    sum(
        registry,
        prefix + ".paused",
        "Loops that wait for a fault to pass",
        loops,
        s -> s.waits() ? 1 : 0);
    sum(
        registry,
        prefix + ".paused.partitions",
        "Partitions that wait for a fault to pass",
        loops,
        s -> s.pausedPartitions());
    Gauge.builder(
            "sensor.consumer.paused",
            loops,
            all ->
                all.stream()
                    .map(LoopState::now)
                    .mapToInt(LoopState.Snapshot::pausedPartitions)
                    .sum())
        .tag("role", plan.name())
        .register(registry);
  }

  /** An attempt failed by a fault that passes, and is made again. */
  void retried(Exception cause) {
    retries.increment();
    var failures = Pause.isOfKafka(cause) ? ofKafka : ofStore;
    failures.failed(cause);
    failures.retried(cause);
  }

  void lost(long records) {
    lost.increment(records);
  }

  private static void sum(
      MeterRegistry registry,
      String name,
      String description,
      List<LoopState> loops,
      ToDoubleFunction<LoopState.Snapshot> value) {
    Gauge.builder(name, loops, all -> all.stream().map(LoopState::now).mapToDouble(value).sum())
        .description(description)
        .register(registry);
  }
}
