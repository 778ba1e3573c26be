package io.sensorplatform.sensor.spool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which sensors have readings in the spool that are not sent, or are about to have. Counted by
 * stripe of the sensor's key: memory is bounded, and sensors that share a stripe only make a detour
 * that they need not.
 */
public final class Backlog {

  private static final int STRIPES = 1 << 16;

  private final AtomicIntegerArray stripes = new AtomicIntegerArray(STRIPES);
  private final AtomicLong readings = new AtomicLong();
  private final Map<String, Map<TenantHour, Long>> bySource = new ConcurrentHashMap<>();

  /** The stripe of a sensor's key; the same for ever, as it is kept on disk. */
  public static char stripe(String key) {
    // MurmurHash3's finisher over String.hashCode, which is specified.
    int hash = key.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
    return (char) (hash ^ (hash >>> 16));
  }

  public boolean isEmpty() {
    return readings.get() == 0;
  }

  public boolean holds(char stripe) {
    return stripes.get(stripe) > 0;
  }

  public long readings() {
    return readings.get();
  }

  /** How many readings wait in each source's directory, by tenant and hour. */
  public Map<String, Map<TenantHour, Long>> waiting() {
    return bySource;
  }

  /** From before a record can be read until it is sent. */
  void add(String source, SpoolRecord record) {
    count(source, record, 1);
  }

  void remove(String source, SpoolRecord record) {
    count(source, record, -1);
  }

  void addAll(Backlog more) {
    readings.addAndGet(more.readings());
    for (int i = 0; i < STRIPES; i++) {
      stripes.addAndGet(i, more.stripes.get(i));
    }
    more.bySource.forEach((source, counts) ->
        counts.forEach((hour, count) ->
            bySource
                .computeIfAbsent(source, _ -> new ConcurrentHashMap<>())
                .merge(hour, count, Long::sum)));
  }

  private void count(String source, SpoolRecord record, int sign) {
    if (record.count() == 0) {
      return;
    }
    if (sign > 0) {
      readings.addAndGet(record.count());
    }
    for (char stripe : record.stripes()) {
      stripes.addAndGet(stripe, sign);
    }
    bySource
        .computeIfAbsent(source, _ -> new ConcurrentHashMap<>())
        .merge(
            record.tenantHour(),
            (long) sign * record.count(),
            (before, change) -> before + change == 0 ? null : before + change);
    if (sign < 0) {
      readings.addAndGet(-record.count());
    }
  }
}
