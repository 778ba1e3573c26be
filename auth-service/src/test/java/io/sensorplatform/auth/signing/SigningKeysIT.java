package io.sensorplatform.auth.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.defaults.token.TokenVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LoggingSystem;

class SigningKeysIT {

  @TempDir Path directory;

  @BeforeEach
  void begin() {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
  }

  @Test
  void stayTheSameOverARestart() {
    String token;
    String keys;
    try (AuthServer server = AuthServer.start(directory)) {
      token = server.operatorToken();
      keys = server.get("/oauth2/jwks").text();
    }
    try (AuthServer server = AuthServer.start(directory)) {
      assertThat(server.get("/oauth2/jwks").text()).isEqualTo(keys);
      assertThat(server.bean(TokenVerifier.class).verify(token).subject())
          .isEqualTo(AuthServer.OPERATOR);
    }
  }

  @Test
  void signWithAndWithoutNativeCodeWhatBothTake() {
    try (AuthServer natively = AuthServer.start(directory);
        AuthServer byTheJdk =
            AuthServer.start(directory, "--platform.auth.signing.native-rsa=false")) {
      assertThat(byTheJdk.get("/v1/devices", natively.operatorToken()).status()).isEqualTo(200);
      assertThat(natively.get("/v1/devices", byTheJdk.operatorToken()).status()).isEqualTo(200);
    }
  }

  @Test
  void areTheSameForInstancesThatStartAtOnce() throws Exception {
    Callable<AuthServer> start = () -> AuthServer.start(directory);
    // Two that set up one JVM's logging at the same time take it from each other.
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(start);
      var second = threads.submit(start);
      try (AuthServer one = first.get();
          AuthServer two = second.get()) {
        assertThat(one.get("/oauth2/jwks").text()).isEqualTo(two.get("/oauth2/jwks").text());
        assertThat(two.get("/v1/devices", one.operatorToken()).status()).isEqualTo(200);
        assertThat(one.get("/v1/devices", two.operatorToken()).status()).isEqualTo(200);
      }
    } finally {
      System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    }
    assertThat(AuthServer.query("select state from signing_key")).containsExactly("active");
    assertThat(AuthServer.query("select username from operator"))
        .containsExactly(AuthServer.OPERATOR);
  }

  @Test
  void areEncryptedInTheDatabase() {
    AuthServer.start(directory).close();

    assertThat(AuthServer.query("select encode(encrypted_jwk, 'escape') from signing_key"))
        .singleElement()
        .asString()
        .doesNotContain("\"d\"", "RSA");
    assertThat(AuthServer.query("select public_jwk from signing_key"))
        .singleElement()
        .asString()
        .contains("RSA")
        .doesNotContain("\"d\"");
  }

  @Test
  void stopTheStartWhenTheirEncryptionKeyIsLostInsteadOfBeingReplaced() throws Exception {
    AuthServer.start(directory).close();
    Files.copy(
        directory.resolve("pepper"),
        directory.resolve("key-encryption"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> AuthServer.start(directory))
        .hasStackTraceContaining("cannot be decrypted with platform.auth.key-encryption");
    assertThat(AuthServer.query("select kid from signing_key")).hasSize(1);
  }
}
