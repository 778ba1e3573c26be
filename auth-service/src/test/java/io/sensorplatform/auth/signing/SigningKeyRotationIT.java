package io.sensorplatform.auth.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.defaults.token.TokenVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two instances on one database, with a rotation that takes seconds. */
class SigningKeyRotationIT {

  private static final String[] QUICK = {
    "--platform.auth.signing.publish-ahead=3s",
    "--platform.auth.signing.refresh-interval=200ms",
    "--platform.auth.token-lifetime=5s",
    "--platform.tokens.clock-skew=0s",
  };

  private static AuthServer one;
  private static AuthServer two;

  @BeforeAll
  static void start(@TempDir Path directory) {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
    one = AuthServer.start(directory, QUICK);
    two = AuthServer.start(directory, QUICK);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  @Test
  void replacesTheKeyWithoutATokenRefusedByAnyInstance() throws Exception {
    String clientId =
        one.post("/v1/devices", operator(), "{\"name\":\"writer\",\"sensors\":[\"a\"]}")
            .json()
            .path("clientId")
            .asString();
    String apiKey =
        one.post("/v1/devices/" + clientId + "/keys", operator(), "")
            .json()
            .path("apiKey")
            .asString();
    String before = kid(token(one, clientId, apiKey));
    assertThat(published(two)).containsExactly(before);

    Answer answer = one.post("/v1/signing-keys/rotation", operator(), "");
    Instant asked = Instant.now();
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(states(answer)).containsExactly("active", "next");
    assertThat(states(two.post("/v1/signing-keys/rotation", operator(), "")))
        .containsExactly("active", "next");
    String next = answer.json().at("/items/1/kid").asString();

    String last = token(two, clientId, apiKey);
    boolean seenByTwo = false;
    String now = before;
    while (!now.equals(next)) {
      assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(60));
      for (AuthServer server : List.of(one, two)) {
        String token = token(server, clientId, apiKey);
        seenByTwo |= published(two).contains(next);
        now = kid(token);
        if (now.equals(next)) {
          assertThat(seenByTwo).as("published before it signs").isTrue();
          assertThat(Duration.between(asked, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        } else {
          last = token;
        }
        one.bean(TokenVerifier.class).verify(token);
        two.bean(TokenVerifier.class).verify(token);
      }
    }
    assertThat(kid(last)).isEqualTo(before);
    two.bean(TokenVerifier.class).verify(last);
    assertThat(published(one)).contains(before, next);

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          assertThat(published(one)).containsExactly(next);
          assertThat(published(two)).containsExactly(next);
        });
    assertThat(AuthServer.query("select kid from signing_key")).containsExactly(next);
    assertThat(
            AuthServer.query(
                "select who || ' ' || what from audit where what like 'signing-key.%' order by seq"))
        .containsExactly(
            "ada signing-key.publish",
            "platform signing-key.activate",
            "platform signing-key.delete");
  }

  @Test
  void isForAdministratorsOfThePlatformOnly() {
    String other = one.operatorToken("operations", "devices:admin");

    assertThat(one.get("/v1/signing-keys", other).code()).isEqualTo("scope-missing");
    assertThat(one.post("/v1/signing-keys/rotation", other, "").code()).isEqualTo("scope-missing");
    assertThat(one.get("/v1/signing-keys").code()).isEqualTo("token-missing");
    Answer listed = one.get("/v1/signing-keys", operator());
    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.text()).doesNotContain("\"d\"", "jwk");
  }

  /** A fresh one each time: tokens of this platform live for seconds. */
  private static String operator() {
    return new OperatorSignIn(one.uri("")).accessToken(AuthServer.OPERATOR, AuthServer.PASSWORD);
  }

  private static String token(AuthServer server, String clientId, String apiKey) {
    Answer answer = server.token(clientId, apiKey, Map.of("grant_type", "client_credentials"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("access_token").asString();
  }

  private static String kid(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private static List<String> published(AuthServer server) throws Exception {
    return JWKSet.parse(server.get("/oauth2/jwks").text()).getKeys().stream()
        .map(key -> key.getKeyID())
        .toList();
  }

  private static List<String> states(Answer answer) {
    return answer.json().path("items").valueStream().map(SigningKeyRotationIT::state).toList();
  }

  private static String state(JsonNode key) {
    return key.path("state").asString();
  }
}
