package io.sensorplatform.local.load;

import io.sensorplatform.local.load.Journal.Sensor;
import io.sensorplatform.local.load.SentReadings.Fates;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What was sent held against what was found: every acknowledged reading is there, with its value;
 * no refused one is; and there are no more than were acknowledged or had no answer.
 *
 * @param unknown distinct readings that were neither acknowledged nor surely refused
 * @param id of a sensor, for people
 */
record Reconciliation(SentReadings sent, long unknown, Function<Sensor, String> id) {
  private static final int NAMED = 5;

  /**
   * @param where {@code stored} or {@code archived}
   */
  List<String> faults(String where, Found found) {
    long missing = 0;
    long refused = 0;
    long allowed = sent.acknowledged() + unknown;
    List<String> examples = new ArrayList<>();
    for (Sensor sensor : sent.sensors()) {
      Fates fates = sent.of(sensor);
      BitSet there = found.of(sensor);
      long lost;
      BitSet lostNumbers = (BitSet) fates.acknowledged().clone();
      if (sensor.lane() == LoadReading.UNSTAMPED) {
        lost = Math.max(0, fates.acknowledged().cardinality() - there.cardinality());
        // Only the time of receipt tells these apart: each sending without an answer may be one
        // more.
        allowed += sent.unanswered(sensor);
      } else {
        lostNumbers.andNot(there);
        lost = lostNumbers.cardinality();
        BitSet refusedThere = fates.onlyRefused();
        refusedThere.and(there);
        refused += refusedThere.cardinality();
      }
      missing += lost;
      if (lost > 0 && examples.size() < NAMED) {
        examples.add(
            String.format(
                Locale.ROOT,
                "%d of %s, the first its number %d",
                lost,
                id.apply(sensor),
                lostNumbers.nextSetBit(0)));
      }
    }
    List<String> faults = new ArrayList<>();
    if (missing > 0) {
      faults.add(
          String.format(
              Locale.ROOT,
              "%,d acknowledged readings are not %s: %s",
              missing,
              where,
              String.join("; ", examples)));
    }
    if (refused > 0) {
      faults.add("%,d readings were refused and are %s".formatted(refused, where));
    }
    if (found.distinct() > allowed) {
      faults.add(
          "%,d readings are %s beyond those acknowledged or without an answer"
              .formatted(found.distinct() - allowed, where));
    }
    if (found.wrong() > 0) {
      faults.add(
          "%,d readings are %s with another value or time than sent"
              .formatted(found.wrong(), where));
    }
    return faults;
  }
}
