package io.sensorplatform.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

  @TempDir Path directory;

  @Test
  void reads32BytesOfBase64WithOrWithoutALineEnd() throws Exception {
    byte[] key = new byte[32];
    key[0] = 42;
    String base64 = Base64.getEncoder().encodeToString(key);

    assertThat(SecretFile.key(file(base64))).isEqualTo(key);
    assertThat(SecretFile.key(file(base64 + "\n"))).isEqualTo(key);
  }

  @Test
  void refusesAnythingElseWithoutQuotingIt() throws Exception {
    Path tooShort = file(Base64.getEncoder().encodeToString(new byte[16]));
    Path notBase64 = file("secret!");

    assertThatThrownBy(() -> SecretFile.key(tooShort)).hasMessageContaining("16 bytes");
    assertThatThrownBy(() -> SecretFile.key(notBase64))
        .hasMessageContaining(notBase64.toString())
        .hasMessageNotContaining("secret!");
    assertThatThrownBy(() -> SecretFile.key(directory.resolve("missing")))
        .hasMessageContaining("missing");
  }

  private Path file(String text) throws Exception {
    return Files.writeString(Files.createTempFile(directory, "key", ""), text);
  }
}
