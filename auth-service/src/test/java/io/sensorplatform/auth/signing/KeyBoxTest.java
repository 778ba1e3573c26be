package io.sensorplatform.auth.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyBoxTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] CONTENT = "a private key".getBytes(StandardCharsets.UTF_8);

  private final KeyBox box = new KeyBox(List.of(randomKey()), RANDOM);

  @Test
  void givesBackWhatWasPutIn() throws Exception {
    assertThat(box.open(box.close(CONTENT, "kid"), "kid")).isEqualTo(CONTENT);
  }

  @Test
  void looksDifferentEachTimeAndHidesItsContent() {
    byte[] one = box.close(CONTENT, "kid");

    assertThat(one).isNotEqualTo(box.close(CONTENT, "kid"));
    assertThat(new String(one, StandardCharsets.ISO_8859_1)).doesNotContain("private");
  }

  @Test
  void opensNotWhenAnyByteWasChanged() {
    byte[] closed = box.close(CONTENT, "kid");
    for (int i = 0; i < closed.length; i++) {
      byte[] changed = closed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> box.open(changed, "kid"))
          .as("byte %d", i)
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void opensNotWhenCut() {
    byte[] closed = box.close(CONTENT, "kid");
    for (int length = 0; length < closed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(closed, length);
      assertThatThrownBy(() -> box.open(cut, "kid")).isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void opensNotUnderAnotherLabelOrKey() {
    byte[] closed = box.close(CONTENT, "kid");

    assertThatThrownBy(() -> box.open(closed, "other"))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> new KeyBox(List.of(randomKey()), RANDOM).open(closed, "kid"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void opensWhatWasClosedWithTheKeyBefore() throws Exception {
    byte[] before = randomKey();
    byte[] closed = new KeyBox(List.of(before), RANDOM).close(CONTENT, "kid");
    byte[] now = randomKey();

    var both = new KeyBox(List.of(now, before), RANDOM);
    assertThat(both.open(closed, "kid")).isEqualTo(CONTENT);
    assertThat(new KeyBox(List.of(now), RANDOM).open(both.close(CONTENT, "kid"), "kid"))
        .isEqualTo(CONTENT);
  }

  private static byte[] randomKey() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return key;
  }
}
