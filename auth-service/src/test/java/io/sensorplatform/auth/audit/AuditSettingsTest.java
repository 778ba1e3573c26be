package io.sensorplatform.auth.audit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AuditSettingsTest {

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new AuditSettings(0, Duration.ofSeconds(1)))
        .hasMessageContaining("refusals-per-hour");
    assertThatThrownBy(() -> new AuditSettings(1, Duration.ZERO))
        .hasMessageContaining("refusals-interval");
  }
}
