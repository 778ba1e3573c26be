package io.sensorplatform.stream.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** How many letters are open, and what became of the others. */
public final class DeadLetterMetrics {

  private final Set<String> reasons;
  private final MultiGauge open;
  private final Counter replayed;
  private final Counter discarded;

  /**
   * @param reasons all that there are
   */
  DeadLetterMetrics(MeterRegistry registry, Set<String> reasons) {
    this.reasons = Set.copyOf(reasons);
    open =
        MultiGauge.builder("sensor.dead_letters.open")
            .description("Dead letters that wait for an operator")
            .register(registry);
    show(reason -> Double.NaN);
    replayed =
        Counter.builder("sensor.dead_letters.replayed")
            .description("Dead letters whose reading was sent once more")
            .register(registry);
    discarded =
        Counter.builder("sensor.dead_letters.discarded")
            .description("Dead letters that an operator gave up")
            .register(registry);
  }

  void open(Map<String, Long> byReason) {
    show(reason -> byReason.getOrDefault(reason, 0L).doubleValue());
  }

  private void show(ToDoubleFunction<String> count) {
    open.register(
        reasons.stream()
            .<MultiGauge.Row<?>>map(
                reason -> MultiGauge.Row.of(Tags.of("reason", reason), count.applyAsDouble(reason)))
            .toList(),
        true);
  }

  public void replayed(long letters) {
    replayed.increment(letters);
  }

  void discarded(long letters) {
    discarded.increment(letters);
  }
}
