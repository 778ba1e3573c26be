package io.sensorplatform.endtoend.faults;

import java.util.BitSet;
import java.util.List;

/**
 * Compares what a store holds with what a fleet sent.
 *
 * <p>Missing: acknowledged, not there. Spurious: there, never sent. Corrupted: there with another
 * value or under another sensor; or an earlier correction where a later one was acknowledged.
 * Duplicated: there twice.
 */
final class Tally {

  private final Fleet fleet;
  private final List<BitSet> found;
  private final int[] corrections;
  private final boolean repeats;
  private int spurious;
  private int corrupted;
  private int duplicated;

  /**
   * @param repeats whether the store may hold a reading as often as it was sent, as the log does
   */
  Tally(Fleet fleet, boolean repeats) {
    this.fleet = fleet;
    this.repeats = repeats;
    this.found = fleet.devices().stream().map(device -> new BitSet()).toList();
    this.corrections = new int[fleet.devices().size()];
    java.util.Arrays.fill(corrections, -1);
  }

  /** One reading that the store holds; in log order where the store has one. */
  void add(String sensorId, long observedAtMicros, double value) {
    String rest = sensorId.substring(fleet.prefix().length());
    int slash = rest.indexOf('/');
    int device = slash < 2 ? -1 : Integer.parseInt(rest.substring(1, slash));
    if (device < 0 || device >= found.size()) {
      spurious++;
    } else if (sensorId.equals(fleet.correctedSensor(device))) {
      addCorrection(device, observedAtMicros, value);
    } else {
      addNumbered(device, sensorId, observedAtMicros, value);
    }
  }

  private void addCorrection(int device, long observedAtMicros, double value) {
    if (observedAtMicros != fleet.baseMillis() * 1000
        || value > fleet.devices().get(device).lastCorrection) {
      spurious++;
    } else {
      if (!repeats && corrections[device] >= 0) {
        duplicated++;
      }
      corrections[device] = (int) value;
    }
  }

  private void addNumbered(int device, String sensorId, long observedAtMicros, double value) {
    long k = observedAtMicros / 1000 - fleet.baseMillis();
    if (observedAtMicros % 1000 != 0 || k < 0 || k >= fleet.devices().get(device).sent) {
      spurious++;
      return;
    }
    if (value != k || !sensorId.equals(fleet.sensor(device, (int) k))) {
      corrupted++;
    }
    if (!repeats && found.get(device).get((int) k)) {
      duplicated++;
    }
    found.get(device).set((int) k);
  }

  /** Acknowledged, and not among what was added. */
  int missing() {
    int missing = 0;
    for (int d = 0; d < found.size(); d++) {
      var lost = (BitSet) fleet.devices().get(d).acknowledged.clone();
      lost.andNot(found.get(d));
      missing += lost.cardinality();
    }
    return missing;
  }

  int spurious() {
    return spurious;
  }

  /** Includes corrections that were overtaken by an earlier one. */
  int corrupted() {
    int overtaken = 0;
    for (int d = 0; d < corrections.length; d++) {
      var device = fleet.devices().get(d);
      int acknowledged = device.acknowledged.length() / Fleet.BATCH - 1;
      if (corrections[d] < acknowledged) {
        overtaken++;
      }
    }
    return corrupted + overtaken;
  }

  int duplicated() {
    return duplicated;
  }

  @Override
  public String toString() {
    return "missing %d, spurious %d, corrupted %d, duplicated %d"
        .formatted(missing(), spurious(), corrupted(), duplicated());
  }

  boolean isClean() {
    return missing() == 0 && spurious() == 0 && corrupted() == 0 && duplicated() == 0;
  }
}
