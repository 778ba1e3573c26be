package io.sensorplatform.defaults.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MaskingTest {

  @Test
  void leavesAKeysPublicPartAndNothingOfATokenOrASecret() {
    assertThat(Masking.mask("/v1/devices/spk_abcdefghijkl_Zm9v-_bar/keys"))
        .isEqualTo("/v1/devices/spk_abcdefghijkl_***/keys");
    assertThat(Masking.mask("Bearer eyJhbGciOiJ.eyJzdWIi.c2ln-nat_ure, and more"))
        .isEqualTo("Bearer eyJ***, and more");
    assertThat(Masking.mask("\"whsec_MfKQ9r8G+/8=\"")).isEqualTo("\"whsec_***\"");
  }

  @Test
  void leavesOtherTextAsItIs() {
    for (String text :
        new String[] {"", "plant1/press7", "spk_short_x", "eyJust a word", "a.b.c"}) {
      assertThat(Masking.mask(text)).isEqualTo(text);
    }
  }

  @Test
  void takesLinearTime() {
    String hostile = "eyJ".repeat(2_000_000) + "spk_".repeat(1_000_000);
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Masking.mask(hostile));
  }
}
