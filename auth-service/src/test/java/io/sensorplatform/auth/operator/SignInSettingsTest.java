package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInSettingsTest {

  private final SignInSettings settings =
      new SignInSettings(5, Duration.ofSeconds(30), Duration.ofMinutes(15));

  @Test
  void doublesTheWaitWithEachFailureUpToTheLongest() {
    assertThat(settings.waitAfter(4, 5)).isZero();
    assertThat(settings.waitAfter(5, 5)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.waitAfter(6, 5)).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.waitAfter(9, 5)).isEqualTo(Duration.ofMinutes(8));
    assertThat(settings.waitAfter(10, 5)).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.waitAfter(Integer.MAX_VALUE, 5)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new SignInSettings(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessageContaining("free-failures");
    assertThatThrownBy(() -> new SignInSettings(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("first-wait");
  }
}
