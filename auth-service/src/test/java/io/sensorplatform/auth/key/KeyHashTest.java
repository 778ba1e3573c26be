package io.sensorplatform.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyHashTest {

  private static final ApiKey KEY = key('A');

  private final KeyHash hash = new KeyHash(List.of(new byte[32]));

  @Test
  void isHmacSha256OfTheWholeText() {
    // python3: hmac.new(bytes(32), b"spk_abcdefghijkl_" + b"A"*43, "sha256").hexdigest()
    assertThat(HexFormat.of().formatHex(hash.of(KEY)))
        .isEqualTo("28b22e9b696f448b3bacc5f2f2596bb15c7ccc38ccb3b32809e605815e2c312a");
  }

  @Test
  void matchesOnlyTheSameKeyUnderTheSamePepper() {
    byte[] kept = hash.of(KEY);
    byte[] otherPepper = new byte[32];
    otherPepper[31] = 1;

    assertThat(hash.matches(KEY, kept)).isTrue();
    assertThat(hash.matches(key('B'), kept)).isFalse();
    assertThat(new KeyHash(List.of(otherPepper)).matches(KEY, kept)).isFalse();
    assertThat(hash.matches(KEY, new byte[32])).isFalse();
  }

  @Test
  void knowsThePepperBeforeAndThatItIsOutdated() {
    byte[] newPepper = new byte[32];
    newPepper[0] = 7;
    byte[] kept = hash.of(KEY);
    var both = new KeyHash(List.of(newPepper, new byte[32]));

    assertThat(both.matches(KEY, kept)).isTrue();
    assertThat(both.isOutdated(KEY, kept)).isTrue();
    assertThat(both.isOutdated(KEY, both.of(KEY))).isFalse();
    assertThat(both.matches(key('B'), kept)).isFalse();
    assertThat(hash.isOutdated(KEY, kept)).isFalse();
  }

  private static ApiKey key(char c) {
    return ApiKey.parse("spk_abcdefghijkl_" + String.valueOf(c).repeat(43));
  }
}
