package io.sensorplatform.stream.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How old readings are when a query can find them.
 *
 * <p>Each reading counts as within the objective or not, which costs a comparison. The histograms
 * take at most {@value #TIMED} readings of a batch, evenly spread: to time each of them would cost
 * more than a tenth of storing it.
 */
final class Freshness {

  /** From receipt until a query finds it (docs/slo.md). */
  static final Duration OBJECTIVE = Duration.ofSeconds(5);

  private static final int TIMED = 100;
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    OBJECTIVE,
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(30),
    Duration.ofHours(2),
    Duration.ofDays(1)
  };

  private final Clock clock;
  private final Timer observed;
  private final Timer received;
  private final Counter met;
  private final Counter missed;

  Freshness(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    observed = timer(registry, "observed");
    received = timer(registry, "received");
    met = counter(registry, "met");
    missed = counter(registry, "missed");
  }

  /** These are committed now. */
  void stored(List<Row> rows) {
    long now = TimeUnit.MILLISECONDS.toMicros(clock.millis());
    long oldest = now - TimeUnit.NANOSECONDS.toMicros(OBJECTIVE.toNanos());
    int late = 0;
    for (var row : rows) {
      if (row.reading.receivedAtMicros() < oldest) {
        late++;
      }
    }
    met.increment(rows.size() - late);
    missed.increment(late);
    int step = Math.max(1, Math.ceilDiv(rows.size(), TIMED));
    for (int i = 0; i < rows.size(); i += step) {
      var reading = rows.get(i).reading;
      // A device's clock may be ahead of ours.
      observed.record(Math.max(0, now - reading.observedAtMicros()), TimeUnit.MICROSECONDS);
      received.record(Math.max(0, now - reading.receivedAtMicros()), TimeUnit.MICROSECONDS);
    }
  }

  private static Timer timer(MeterRegistry registry, String from) {
    return Timer.builder("sensor.freshness")
        .tag("from", from)
        .serviceLevelObjectives(BOUNDS)
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String objective) {
    return Counter.builder("sensor.freshness.readings")
        .tag("objective", objective)
        .register(registry);
  }
}
