package io.sensorplatform.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.auth.AuthServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PepperRotationIT {

  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  @TempDir private Path before;
  @TempDir private Path after;

  @Test
  void keysStayGoodWhileThePepperIsReplacedAndAreHashedAnewWhenTheyAreUsed() throws Exception {
    AuthServer.emptyDatabase();
    AuthServer.secrets(before);
    AuthServer.secrets(after);
    // The other key stays, or the signing keys could not be read.
    Files.copy(
        before.resolve("key-encryption"),
        after.resolve("key-encryption"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String clientId;
    String used;
    String unused;
    try (AuthServer server = AuthServer.start(before)) {
      String operator = server.operatorToken();
      clientId =
          server
              .post("/v1/devices", operator, "{\"name\":\"d\",\"sensors\":[\"a\"]}")
              .json()
              .path("clientId")
              .asString();
      used = key(server, operator, clientId);
      unused = key(server, operator, clientId);
    }
    String previous = "secret://file" + before.resolve("pepper");
    try (AuthServer server =
        AuthServer.start(after, "--platform.auth.previous-pepper=" + previous)) {
      assertThat(server.token(clientId, used, GRANT).status()).isEqualTo(200);
      assertThat(server.token(clientId, used, GRANT).status()).isEqualTo(200);
    }
    try (AuthServer server = AuthServer.start(after)) {
      assertThat(server.token(clientId, used, GRANT).status()).isEqualTo(200);
      assertThat(server.token(clientId, unused, GRANT).status()).isEqualTo(401);
    }
  }

  private static String key(AuthServer server, String operator, String clientId) {
    return server
        .post("/v1/devices/" + clientId + "/keys", operator, "")
        .json()
        .path("apiKey")
        .asString();
  }
}
