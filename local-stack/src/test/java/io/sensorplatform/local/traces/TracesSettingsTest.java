package io.sensorplatform.local.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TracesSettingsTest {
  @Test
  void readsPortsAndKeepsTheDefaultOfSpans() {
    assertThat(TracesSettings.parse("--zipkin-port", "9411", "--otlp-port", "4318"))
        .isEqualTo(new TracesSettings(9411, 4318, TracesSettings.DEFAULT_MAX_SPANS));
    assertThat(TracesSettings.parse("--otlp-port", "1", "--max-spans", "9", "--zipkin-port", "2"))
        .isEqualTo(new TracesSettings(2, 1, 9));
  }

  @Test
  void refusesWhatIsMissingUnknownOrNoNumber() {
    for (String line :
        new String[] {
          "--zipkin-port 1",
          "--zipkin-port 1 --otlp-port",
          "--zipkin-port 1 --otlp-port x",
          "--zipkin-port 1 --otlp-port 0",
          "--zipkin-port 1 --otlp-port 1",
          "--zipkin-port 1 --otlp-port 2 --colour 3"
        }) {
      assertThatThrownBy(() -> TracesSettings.parse(line.split(" ")))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
