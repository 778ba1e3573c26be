package io.sensorplatform.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir private Path temporary;

  @Test
  void aPasswordIsMadeOnceAndKept() {
    String first = new Secrets(temporary.resolve("s")).password("operator");

    assertThat(first).matches("[A-Za-z0-9]{32}");
    assertThat(new Secrets(temporary.resolve("s")).password("operator")).isEqualTo(first);
    assertThat(new Secrets(temporary.resolve("s")).password("other")).isNotEqualTo(first);
  }

  @Test
  void aKeyIs32BytesInBase64() throws Exception {
    Path file = new Secrets(temporary).key("pepper");

    assertThat(Base64.getDecoder().decode(Files.readString(file).strip())).hasSize(32);
  }

  @Test
  void onlyTheOwnerMayReadThem() throws Exception {
    var secrets = new Secrets(temporary.resolve("s"));
    Path file = secrets.passwordFile("operator");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }
}
