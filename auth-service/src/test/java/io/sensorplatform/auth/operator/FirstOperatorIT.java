package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.OperatorSignIn;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstOperatorIT {

  @TempDir Path directory;

  @BeforeEach
  void begin() {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
  }

  @Test
  void isCreatedAtTheFirstStartOnly() throws Exception {
    try (AuthServer server = AuthServer.start(directory)) {
      assertThat(server.operatorToken()).isNotBlank();
    }
    assertThat(AuthServer.query("select password_hash from operator"))
        .singleElement()
        .asString()
        .startsWith("{bcrypt}$2");

    Files.writeString(directory.resolve("password"), "another password");
    String otherName = "--platform.auth.bootstrap-operator.username=eve";
    try (AuthServer server = AuthServer.start(directory, otherName)) {
      assertThat(server.operatorToken()).isNotBlank();
      assertThat(new OperatorSignIn(server.uri("")).signIn("eve", "another password").getPath())
          .isEqualTo("/login");
    }
    assertThat(AuthServer.query("select username from operator"))
        .containsExactly(AuthServer.OPERATOR);
  }

  @Test
  void needsAPasswordOfSomeLength() throws Exception {
    Files.writeString(directory.resolve("password"), "short");

    assertThatThrownBy(() -> AuthServer.start(directory))
        .hasStackTraceContaining("is shorter than 12 characters")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("short "));
  }

  @Test
  void isNotNeeded() {
    try (AuthServer server = AuthServer.startWithoutOperator(directory)) {
      assertThat(server.get("/oauth2/jwks").status()).isEqualTo(200);
      assertThat(AuthServer.query("select username from operator")).isEmpty();
    }
  }
}
