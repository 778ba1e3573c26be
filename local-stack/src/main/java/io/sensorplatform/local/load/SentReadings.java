package io.sensorplatform.local.load;

import io.sensorplatform.local.load.Journal.Sensor;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What became of each reading of a run, as its sender was told. */
final class SentReadings {

  /**
   * A sensor's readings, by their numbers.
   *
   * @param acknowledged answered 202 at least once
   * @param unsure at least once without an answer, or answered 5xx: stored or not
   * @param refused answered 4xx
   */
  record Fates(BitSet acknowledged, BitSet unsure, BitSet refused) {
    Fates() {
      this(new BitSet(), new BitSet(), new BitSet());
    }

    /** Surely not stored: refused, and never anything else. */
    BitSet onlyRefused() {
      var only = (BitSet) refused.clone();
      only.andNot(acknowledged);
      only.andNot(unsure);
      return only;
    }
  }

  private final Map<Sensor, Fates> sensors = new TreeMap<>();
  private final Map<Sensor, Integer> unanswered = new HashMap<>();

  void add(char fate, Sensor sensor, int from, int count) {
    Fates fates = sensors.computeIfAbsent(sensor, unused -> new Fates());
    var of =
        switch (fate) {
          case 'A' -> fates.acknowledged;
          case 'R' -> fates.refused;
          default -> fates.unsure;
        };
    of.set(from, from + count);
    if (fate == 'U') {
      unanswered.merge(sensor, count, Integer::sum);
    }
  }

  Collection<Sensor> sensors() {
    return sensors.keySet();
  }

  Fates of(Sensor sensor) {
    return sensors.getOrDefault(sensor, new Fates());
  }

  /** Times that a reading of this sensor was sent and may have been stored, without a 202. */
  int unanswered(Sensor sensor) {
    return unanswered.getOrDefault(sensor, 0);
  }

  long acknowledged() {
    return sensors.values().stream().mapToLong(fates -> fates.acknowledged.cardinality()).sum();
  }

  long onlyRefused() {
    return sensors.values().stream().mapToLong(fates -> fates.onlyRefused().cardinality()).sum();
  }
}
