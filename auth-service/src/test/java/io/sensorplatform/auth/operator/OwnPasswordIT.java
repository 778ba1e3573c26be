package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OwnPasswordIT {

  private static final String OLD = "another horse battery";
  private static final String NEW = "yet another horse";

  @RegisterExtension
  static final SharedServer SHARED =
      new SharedServer(() -> List.of("--platform.auth.sign-in.first-wait=60s"));

  private final AuthServer server = SHARED.get();

  @BeforeEach
  void grace() {
    AuthServer.sql("delete from operator where username = 'grace'", "delete from sign_in_attempt");
    Answer made =
        server.post(
            "/v1/operators",
            SHARED.operator(),
            "{\"username\":\"grace\",\"password\":\"%s\",\"role\":\"viewer\"}".formatted(OLD));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  @Test
  void isChangedByWhoKnowsTheOldOneAndEndsWhatTheyAreSignedInWith() {
    var signIn = new OperatorSignIn(server.uri(""));
    var tokens =
        AuthServer.JSON.readTree(
            signIn.redeem(signIn.code("grace", OLD), signIn.verifier()).body());

    Answer changed = change(tokens.path("access_token").asString(), OLD, NEW);

    assertThat(changed.status()).as(changed.text()).isEqualTo(204);
    assertThat(
            server
                .token(
                    Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        OperatorSignIn.CLIENT,
                        "refresh_token",
                        tokens.path("refresh_token").asString()))
                .status())
        .isEqualTo(400);
    assertThat(new OperatorSignIn(server.uri("")).accessToken("grace", NEW)).isNotBlank();
    assertThat(new OperatorSignIn(server.uri("")).signIn("grace", OLD).getQuery())
        .isEqualTo("error");
    assertThat(
            AuthServer.query(
                "select who || ' ' || detail from audit where what = 'operator.update' and object = 'grace'"))
        .last()
        .asString()
        .startsWith("grace ")
        .endsWith("new password");
  }

  @Test
  void whoHasOnlyATokenCannotChangeItNorGuessFast() {
    String token = new OperatorSignIn(server.uri("")).accessToken("grace", OLD);

    Answer wrong = change(token, "not " + OLD, NEW);
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.code()).isEqualTo("password-wrong");
    // The last of many.
    AuthServer.sql(
        "update sign_in_attempt set failures = 100000, locked_until = now() + interval '60 seconds'");
    Answer locked = change(token, OLD, NEW);
    assertThat(locked.status()).isEqualTo(429);
    assertThat(locked.header("Retry-After")).isNotEmpty();
    // Nor at the login page.
    assertThat(new OperatorSignIn(server.uri("")).signIn("grace", OLD).getQuery())
        .isEqualTo("locked");
  }

  @Test
  void aBadNewOneIsRefusedBeforeTheOldOneIsLookedAt() {
    String token = new OperatorSignIn(server.uri("")).accessToken("grace", OLD);
    for (String bad : List.of("short", "grace2026!!!", "passwordpassword", OLD)) {
      Answer answer = change(token, OLD, bad);
      assertThat(answer.status()).as(bad).isEqualTo(422);
      assertThat(answer.text()).contains("/newPassword").doesNotContain(bad);
    }
    assertThat(
            AuthServer.send(request(token).PUT(HttpRequest.BodyPublishers.ofString("{}"))).status())
        .isEqualTo(422);
  }

  @Test
  void aDeviceHasNone() {
    NewDevice device = SHARED.device("a");
    String token =
        server
            .token(device.clientId(), device.apiKey(), Map.of("grant_type", "client_credentials"))
            .json()
            .path("access_token")
            .asString();
    assertThat(change(token, device.apiKey(), NEW).status()).isEqualTo(404);
  }

  private Answer change(String token, String current, String next) {
    return AuthServer.send(
        request(token)
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}"
                        .formatted(current, next))));
  }

  private HttpRequest.Builder request(String token) {
    return HttpRequest.newBuilder(server.uri("/v1/operators/me/password"))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }
}
