package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Instant NOW = Instant.parse("2026-11-21T14:30:00.123456789Z");

  @Test
  void endsNowAndBeginsTheWindowEarlier() {
    LocalDateTime first = LocalDateTime.parse("2010-01-01T01:00");
    LocalDateTime last = LocalDateTime.parse("2010-12-31T23:00");
    var timeline = new Timeline(first, last, NOW, Duration.ofDays(28));

    assertThat(instant(timeline.micros(last)))
        .isEqualTo(Instant.parse("2026-11-21T14:30:00.123456Z"));
    assertThat(instant(timeline.micros(first)))
        .isEqualTo(Instant.parse("2026-10-24T14:30:00.123456Z"));
  }

  @Test
  void keepsTheMiddleInTheMiddle() {
    var timeline =
        new Timeline(
            LocalDateTime.parse("2010-01-01T00:00"),
            LocalDateTime.parse("2010-01-03T00:00"),
            Instant.parse("2026-11-21T00:00:00Z"),
            Duration.ofHours(2));

    assertThat(instant(timeline.micros(LocalDateTime.parse("2010-01-02T00:00"))))
        .isEqualTo(Instant.parse("2026-11-20T23:00:00Z"));
    assertThat(timeline.factor()).isEqualTo(24);
  }

  @Test
  void keepsOrderAndTellsAllReadingsApartInsideTheAcceptanceWindow() {
    for (DataSet set : DataSet.shipped()) {
      Timeline timeline = Timeline.of(set, NOW, Demo.WINDOW);
      for (DataSet.Track track : set.tracks()) {
        List<DemoReading> readings = timeline.shift(track);

        assertThat(readings).hasSameSizeAs(track.measurements());
        assertThat(readings)
            .extracting(DemoReading::observedAtMicros)
            .as("the order of time is kept")
            .isSorted();
        assertThat(new HashSet<>(readings.stream().map(DemoReading::key).toList()))
            .as("no two readings of a sensor share an instant")
            .hasSameSizeAs(readings);
        assertThat(instant(readings.getFirst().observedAtMicros()))
            .isAfter(NOW.minus(Duration.ofDays(29)));
        assertThat(instant(readings.getLast().observedAtMicros()))
            .isEqualTo(NOW.truncatedTo(ChronoUnit.MICROS));
      }
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
