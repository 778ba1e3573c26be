package io.sensorplatform.defaults.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "order-7", "urn:uuid:00000000-0000-0000-0000-000000000000", "A.b_C:9"})
  void aSaneOneIsTaken(String id) {
    assertThat(CorrelationId.of(id, "trace")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a\nINFO forged", "a\r\nb", "{}", "\u00e4", "a\u2028b", "%0a"})
  void anotherGivesWayToTheTraceId(String id) {
    assertThat(CorrelationId.of(id, "trace")).isEqualTo("trace");
  }

  @Test
  void itIsAtMost128Long() {
    assertThat(CorrelationId.of("x".repeat(128), "trace")).hasSize(128);
    assertThat(CorrelationId.of("x".repeat(129), "trace")).isEqualTo("trace");
    assertThat(CorrelationId.of(null, "trace")).isEqualTo("trace");
  }
}
