package io.sensorplatform.stream.objects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts readings by tenant and hour, in bounded memory: beyond {@link #MOST} pairs it gives up,
 * and whoever wants to know reads two columns of the object.
 */
public final class HourlyCounter {

  /** Pairs of tenant and hour; about 60 KB of a footer. */
  static final int MOST = 2_000;

  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

  private record Pair(String tenant, long hour) {}

  private static final class Tally {
    long readings;
  }

  private final int most;
  private final Map<Pair, Tally> tallies = new HashMap<>();
  private boolean tooMany;
  private String tenant = "";
  private long hour = Long.MIN_VALUE;
  private Tally tally = new Tally();

  public HourlyCounter() {
    this(MOST);
  }

  HourlyCounter(int most) {
    this.most = most;
  }

  /** Without a bound, for whoever needs the numbers anyway. */
  static HourlyCounter unbounded() {
    return new HourlyCounter(Integer.MAX_VALUE);
  }

  public void add(String ofTenant, long receivedAtMicros) {
    long ofHour = Math.floorDiv(receivedAtMicros, HOUR_MICROS);
    // Readings of one request follow each other.
    if (ofHour != hour || !ofTenant.equals(tenant)) {
      turnTo(ofTenant, ofHour);
    }
    tally.readings++;
  }

  private void turnTo(String ofTenant, long ofHour) {
    tenant = ofTenant;
    hour = ofHour;
    if (tooMany) {
      return;
    }
    var pair = new Pair(ofTenant, ofHour);
    var known = tallies.get(pair);
    if (known == null) {
      if (tallies.size() >= most) {
        tooMany = true;
        tallies.clear();
        return;
      }
      known = new Tally();
      tallies.put(pair, known);
    }
    tally = known;
  }

  /** What was counted; empty if there were too many pairs. */
  public Optional<HourlyCounts> counts() {
    if (tooMany) {
      return Optional.empty();
    }
    var entries = new ArrayList<HourlyCounts.Entry>();
    tallies.forEach((pair, counted) ->
        entries.add(new HourlyCounts.Entry(pair.tenant(), pair.hour(), counted.readings)));
    return Optional.of(new HourlyCounts(entries));
  }
}
