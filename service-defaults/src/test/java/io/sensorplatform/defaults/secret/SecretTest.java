package io.sensorplatform.defaults.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

  @TempDir private Path directory;

  @Test
  void isGivenItselfOrAsAFileNotBoth() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "text\n");

    assertThat(Secret.either(null, file, "x").text()).isEqualTo("text");
    assertThat(Secret.either(Secret.valueOf("other"), null, "x").text()).isEqualTo("other");
    assertThatThrownBy(() -> Secret.either(null, null, "x"))
        .hasMessage("one of x and x-file is to be given; both are missing");
    assertThatThrownBy(() -> Secret.either(Secret.valueOf("other"), file, "x"))
        .hasMessage("one of x and x-file is to be given, not both");
    assertThatThrownBy(() -> Secret.either(null, directory.resolve("missing"), "x"))
        .hasMessageContaining("missing");
  }

  @Test
  void isAKeyIfItIsBase64OfItsLength() {
    byte[] key = new byte[32];
    key[0] = 42;
    String base64 = Base64.getEncoder().encodeToString(key);

    assertThat(Secret.valueOf(base64).key(32, "x")).isEqualTo(key);
    assertThatThrownBy(() -> Secret.valueOf(base64).key(16, "x")).hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> Secret.valueOf("s3cret!").key(32, "x"))
        .hasMessage("x is not base64")
        .hasNoCause();
  }
}
