package io.sensorplatform.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

  @Test
  void theSchemeHasNoCase() {
    assertThat(BearerToken.of(List.of("bearer abc"))).isEqualTo("abc");
  }

  @Test
  void severalHeadersAreRefused() {
    assertThatThrownBy(() -> BearerToken.of(List.of("Bearer a", "Bearer b")))
        .hasMessageStartingWith("token-malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic abc", "Bearer", "Bearer ", "abc"})
  void whatIsNoBearerTokenIsNoToken(String header) {
    assertThatThrownBy(() -> BearerToken.of(List.of(header)))
        .hasMessageStartingWith("token-missing");
  }
}
