package io.sensorplatform.auth.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.defaults.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void holdsAnyName() {
    assertThat(Cursor.decode(Cursor.encode("Presse 7 (Süd) 😀"))).isEqualTo("Presse 7 (Süd) 😀");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a b", "_w", "AA"})
  void refusesWhatNoPageGave(String cursor) {
    assertThatThrownBy(() -> Cursor.decode(cursor))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cursor");
  }
}
