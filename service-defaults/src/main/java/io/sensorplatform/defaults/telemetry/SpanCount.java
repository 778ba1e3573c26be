package io.sensorplatform.defaults.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts the spans that wait for the collector, and those that it will never see. */
final class SpanCount implements MeterBinder {

  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();

  /**
   * @param most so many may wait
   */
  SpanCount(int most) {
    this.most = most;
  }

  /** Whether there is room for one more; else it is counted as dropped. */
  boolean enter() {
    if (waiting.get() >= most) {
      dropped.increment();
      return false;
    }
    waiting.incrementAndGet();
    return true;
  }

  /** So many are given to the collector. */
  void left(int spans) {
    waiting.addAndGet(-spans);
  }

  void dropped(int spans) {
    dropped.add(spans);
  }

  long dropped() {
    return dropped.sum();
  }

  int waiting() {
    return waiting.get();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("sensor.telemetry.dropped", dropped, LongAdder::sum)
        .description("Telemetry that never reached the collector")
        .tag("signal", "spans")
        .register(registry);
  }
}
