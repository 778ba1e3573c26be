package io.sensorplatform.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.consume.SourcePartition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FreshnessTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final SourcePartition PARTITION = new SourcePartition("t", new UUID(1, 2), 0);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Freshness freshness = new Freshness(registry, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void everyReadingCountsAsWithinTheObjectiveOrNot() {
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(row(Duration.ofMinutes(1), Duration.ofMillis(i % 10 == 0 ? 5_001 : 5_000)));
    }
    freshness.stored(rows);

    assertThat(count("met")).isEqualTo(900);
    assertThat(count("missed")).isEqualTo(100);
  }

  @Test
  void atMostAHundredOfABatchAreTimed() {
    freshness.stored(List.of(row(Duration.ofSeconds(3), Duration.ofSeconds(2))));
    assertThat(registry.get("sensor.freshness").tag("from", "observed").timer().count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("sensor.freshness")
                .tag("from", "received")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(2);

    var rows = new ArrayList<Row>();
    for (int i = 0; i < 1_234; i++) {
      rows.add(row(Duration.ofSeconds(3), Duration.ofSeconds(2)));
    }
    freshness.stored(rows);
    assertThat(registry.get("sensor.freshness").tag("from", "received").timer().count())
        .isBetween(80L, 101L);
  }

  @Test
  void aClockThatIsAheadOfOursIsNoNegativeTime() {
    freshness.stored(List.of(row(Duration.ofSeconds(-9), Duration.ZERO)));

    assertThat(registry.get("sensor.freshness").tag("from", "observed").timer().count())
        .isEqualTo(1);
    assertThat(count("met")).isEqualTo(1);
  }

  private double count(String objective) {
    return registry.get("sensor.freshness.readings").tag("objective", objective).counter().count();
  }

  private static Row row(Duration observed, Duration received) {
    var reading =
        new Reading(
            "tenant", "a", micros(NOW.minus(observed)), 1, "Cel", 0, micros(NOW.minus(received)));
    return new Row(reading, PARTITION, new ConsumerRecord<>("t", 0, 0, null, new byte[0]));
  }

  private static long micros(Instant instant) {
    return TimeUnit.MILLISECONDS.toMicros(instant.toEpochMilli());
  }
}
