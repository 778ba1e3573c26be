package io.sensorplatform.stream.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the archiver did. */
final class ArchiveMetrics {

  private final Counter objects;
  private final Counter rows;
  private final Counter bytes;
  private final Counter undecodable;
  private final Counter conflicts;

  private final Set<AtomicLong> oldest = ConcurrentHashMap.newKeySet();

  ArchiveMetrics(MeterRegistry registry, Clock clock) {
    objects = counter(registry, "sensor.archive.objects", "Objects created");
    rows = counter(registry, "sensor.archive.rows", "Readings in created objects");
    bytes = counter(registry, "sensor.archive.bytes", "Bytes of created objects");
    undecodable =
        counter(
            registry,
            "sensor.archive.undecodable",
            "Records in created objects' ranges that are no readings");
    conflicts =
        counter(registry, "sensor.archive.conflicts", "Files given up: another archiver was first");
    TimeGauge.builder("sensor.archive.oldest.age", () -> age(clock), TimeUnit.MILLISECONDS)
        .description("Age of the oldest record that was taken and is in no object yet")
        .register(registry);
  }

  /** Takes the time of a stage's oldest record into account; the far future is none. */
  void watch(AtomicLong oldestMillis) {
    oldest.add(oldestMillis);
  }

  void forget(AtomicLong oldestMillis) {
    oldest.remove(oldestMillis);
  }

  private long age(Clock clock) {
    long now = clock.millis();
    return now - oldest.stream().mapToLong(AtomicLong::get).reduce(now, Math::min);
  }

  void archived(CutFile file) {
    objects.increment();
    rows.increment(file.contents().count());
    bytes.increment(file.bytes());
    undecodable.increment(file.contents().undecodable());
  }

  void conflict() {
    conflicts.increment();
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
