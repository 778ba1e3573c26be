package io.sensorplatform.stream.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the archiver did. */
final class ArchiveMetrics {

  private final Counter objects;
  private final Counter rows;
  private final Counter bytes;
  private final Counter undecodable;
  private final Counter conflicts;

  ArchiveMetrics(MeterRegistry registry) {
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
