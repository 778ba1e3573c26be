package io.sensorplatform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "9", "plant1/press7/temperature", "urn:dev:mac:00.11_22-33"})
  void acceptsSenmlNames(String id) {
    assertThat(SensorId.isValid(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "-a", ".a", "a b", "a\n", "ä", "a*", "a\u0000", "a%2f"})
  void refusesOtherNames(String id) {
    assertThat(SensorId.isValid(id)).isFalse();
  }

  @Test
  void aSensorIdHasAtMost128Characters() {
    assertThat(SensorId.isValid("x".repeat(128))).isTrue();
    assertThat(SensorId.isValid("x".repeat(129))).isFalse();
  }

  @Test
  void aTenantHasAtMost63Characters() {
    assertThat(Tenant.isValid("a-B_9")).isTrue();
    assertThat(Tenant.isValid("x".repeat(63))).isTrue();
    assertThat(Tenant.isValid("x".repeat(64))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "-a", "ä"})
  void refusesTenantsThatWouldBlurTheKey(String tenant) {
    assertThat(Tenant.isValid(tenant)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cel", "%RH", "m/s2", "°C", "1234567890123456"})
  void acceptsUnits(String unit) {
    assertThat(Unit.isValid(unit)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12345678901234567", "a b", "a\n", "\u0000", "\u007f"})
  void refusesOtherUnits(String unit) {
    assertThat(Unit.isValid(unit)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aValueIsFinite(double value) {
    assertThatThrownBy(() -> new Reading("t", "s", 0, value, null, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
