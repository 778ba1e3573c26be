package io.sensorplatform.local.load;

import io.sensorplatform.local.load.Journal.Sensor;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Readings of a run that were found somewhere, each counted once, with its value looked at. */
final class Found {
  private final long started;
  private final Map<Sensor, BitSet> numbers = new HashMap<>();
  private long rows;
  private long wrong;
  private long distinct;

  /**
   * @param started when the run began, in milliseconds since 1970
   */
  Found(long started) {
    this.started = started;
  }

  /** One reading; of sensors without own times every instant is another one. */
  void saw(Sensor sensor, long observedAtMicros, double value) {
    synchronized (this) {
      rows++;
      if (sensor.lane() == LoadReading.UNSTAMPED) {
        distinct++;
        // In the order they came: only how many there are is compared.
        numbers.computeIfAbsent(sensor, unused -> new BitSet()).set(of(sensor).cardinality());
        return;
      }
      int number = LoadReading.number(started, observedAtMicros / 1000);
      if (number < 0 || observedAtMicros % 1000 != 0) {
        wrong++;
        return;
      }
      BitSet seen = numbers.computeIfAbsent(sensor, unused -> new BitSet());
      if (!seen.get(number)) {
        seen.set(number);
        distinct++;
      }
      if (value != LoadReading.value(sensor, number)) {
        wrong++;
      }
    }
  }

  BitSet of(Sensor sensor) {
    return numbers.getOrDefault(sensor, new BitSet());
  }

  /** Repeats included. */
  long rows() {
    return rows;
  }

  long distinct() {
    return distinct;
  }

  /** With another value, or of a time that nobody sent. */
  long wrong() {
    return wrong;
  }
}
