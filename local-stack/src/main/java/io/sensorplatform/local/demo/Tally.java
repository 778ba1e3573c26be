package io.sensorplatform.local.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ticks off the readings that were found again, by identity and value. */
final class Tally {
  private final int expected;
  private final Map<DemoReading.Key, Double> missing = new HashMap<>();
  private final Set<DemoReading.Key> differing = new HashSet<>();

  Tally(List<DemoReading> readings) {
    readings.forEach(reading -> missing.put(reading.key(), reading.value()));
    this.expected = missing.size();
  }

  /** Rows that nobody waits for, and rows seen before, count for nothing. */
  void saw(String sensorId, long observedAtMicros, double value) {
    var key = new DemoReading.Key(sensorId, observedAtMicros);
    Double sent = missing.get(key);
    if (sent == null) {
      return;
    }
    if (sent == value) {
      missing.remove(key);
      differing.remove(key);
    } else {
      differing.add(key);
    }
  }

  int expected() {
    return expected;
  }

  int found() {
    return expected - missing.size();
  }

  /** Found with another value than the one sent. */
  int differing() {
    return differing.size();
  }

  boolean isComplete() {
    return missing.isEmpty();
  }
}
