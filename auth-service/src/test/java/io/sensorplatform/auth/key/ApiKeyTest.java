package io.sensorplatform.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void holdsAPublicIdAnd256RandomBits() {
    ApiKey key = ApiKey.random(RANDOM);

    assertThat(key.text()).matches("spk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}");
    assertThat(key.text()).startsWith("spk_" + key.id() + "_");
    assertThat(Base64.getUrlDecoder().decode(key.text().substring(17))).hasSize(32);
  }

  @Test
  void isReadBackFromItsText() {
    ApiKey key = ApiKey.random(RANDOM);

    assertThat(ApiKey.parse(key.text()))
        .satisfies(parsed -> {
          assertThat(parsed.id()).isEqualTo(key.id());
          assertThat(parsed.text()).isEqualTo(key.text());
        });
  }

  @Test
  void neverComesTwice() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(ApiKey.random(RANDOM).id());
    }
    assertThat(ids).hasSize(10_000);
  }

  @Test
  void keepsItsSecretOutOfLogs() {
    ApiKey key = ApiKey.random(RANDOM);

    assertThat("" + key).isEqualTo("spk_" + key.id() + "_...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spk_",
        "password",
        "spk_abcdefghijkl_short",
        "spk_ABCDEFGHIJKL_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "spk_abcdefghijk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "spk_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
        "spk_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "xpk_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void isNotReadFromAnythingElse(String text) {
    assertThat(ApiKey.parse(text)).isNull();
  }
}
