package io.sensorplatform.auth.signing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SigningSettingsTest {

  @Test
  void refusesARotationThatCouldNotWork() {
    assertThatThrownBy(() ->
            new SigningSettings(
                Duration.ofDays(1), Duration.ofSeconds(10), Duration.ofSeconds(10), true))
        .hasMessageContaining("publish-ahead must be longer than refresh-interval");
    assertThatThrownBy(() ->
            new SigningSettings(
                Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofSeconds(10), true))
        .hasMessageContaining("lifetime must be longer than publish-ahead");
  }
}
