package io.sensorplatform.stream.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/** How many letters are open, and what became of the others. */
public final class DeadLetterMetrics {

  private final MultiGauge open;
  private final Counter replayed;
  private final Counter discarded;

  DeadLetterMetrics(MeterRegistry registry) {
    open =
        MultiGauge.builder("sensor.dead_letters.open")
            .description("Dead letters that wait for an operator")
            .register(registry);
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
    open.register(
        byReason.entrySet().stream()
            .map(entry -> MultiGauge.Row.of(Tags.of("reason", entry.getKey()), entry.getValue()))
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
