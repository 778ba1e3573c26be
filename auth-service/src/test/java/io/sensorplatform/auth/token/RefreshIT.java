package io.sensorplatform.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RefreshIT {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @Test
  void givesTheNextTokensForTheLastOnes() throws Exception {
    String first = signIn("operations").path("refresh_token").asString();
    assertThat(first).matches("[A-Za-z0-9_-]{43}");

    Answer answer = refresh(first);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    String second = answer.json().path("refresh_token").asString();
    assertThat(second).isNotEqualTo(first);
    String access = answer.json().path("access_token").asString();
    assertThat(SignedJWT.parse(access).getJWTClaimsSet().getStringClaim("scope"))
        .isEqualTo("operations");
    assertThat(server.get("/v1/audit", access).status()).isEqualTo(200);
    assertThat(refresh(second).status()).isEqualTo(200);
  }

  @Test
  void endsAWholeSignInWhenATokenComesASecondTime() {
    AuthServer.sql("delete from refresh_token");
    String first = signIn("operations").path("refresh_token").asString();
    String other = signIn("operations").path("refresh_token").asString();
    String family =
        AuthServer.query("select family from refresh_token order by issued_at limit 1").getFirst();
    String second = refresh(first).json().path("refresh_token").asString();

    for (int i = 0; i < 100; i++) {
      assertRefused(refresh(first));
    }

    assertRefused(refresh(second));
    assertThat(refresh(other).status()).isEqualTo(200);
    // Once, however often it is tried: then there is nothing left to end.
    assertThat(
            AuthServer.query(
                "select detail from audit where what = 'operator.refresh' and object = '%s'"
                    .formatted(family)))
        .containsExactly("a refresh token was used twice: its sign-in is ended");
    assertThat(AuthServer.query("select id from revocation where kind = 'session'"))
        .containsAll(AuthServer.query("select object from audit where what = 'operator.refresh'"));
  }

  @Test
  void endsASignInThatManyRefreshAtOnce() throws Exception {
    String token = signIn("operations").path("refresh_token").asString();
    Callable<Answer> refresh = () -> refresh(token);

    String next = "";
    int refreshed = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(Collections.nCopies(8, refresh))) {
        if (answer.get().status() == 200) {
          refreshed++;
          next = answer.get().json().path("refresh_token").asString();
        } else {
          assertRefused(answer.get());
        }
      }
    }

    assertThat(refreshed).isEqualTo(1);
    assertRefused(refresh(next));
  }

  @Test
  void followsWhatTheOperatorMayDoByThen() throws Exception {
    String token = signIn("operations", "devices:admin").path("refresh_token").asString();
    AuthServer.sql("update operator set scopes = '{readings:read,operations}'");
    try {
      JsonNode answer = refresh(token).json();
      assertThat(
              SignedJWT.parse(answer.path("access_token").asString())
                  .getJWTClaimsSet()
                  .getStringClaim("scope"))
          .isEqualTo("operations");
      AuthServer.sql("update operator set disabled_at = now()");
      assertRefused(refresh(answer.path("refresh_token").asString()));
    } finally {
      AuthServer.sql(
          "update operator set disabled_at = null,"
              + " scopes = '{readings:read,sensors:admin,devices:admin,operations}'");
    }
  }

  @Test
  void letsNobodyGetMoreThanWasAskedForAtSignIn() {
    String token = signIn("operations").path("refresh_token").asString();
    Map<String, String> more = new HashMap<>(form(token));
    more.put("scope", "operations devices:admin");

    assertThat(server.token(more).text()).isEqualTo("{\"error\":\"invalid_scope\"}");
  }

  @Test
  void worksForASignInThatAskedForAnIdTokenToo() {
    String token = signIn("openid", "operations").path("refresh_token").asString();

    assertThat(refresh(token).status()).isEqualTo(200);
  }

  @Test
  void refusesATokenThatIsTooOldOrOfAnotherClientOrNone() {
    String token = signIn("operations").path("refresh_token").asString();
    NewDevice device = SHARED.device("a");
    assertThat(
            server
                .token(
                    device.clientId(),
                    device.apiKey(),
                    Map.of("grant_type", "refresh_token", "refresh_token", token))
                .status())
        .isEqualTo(400);
    Map<String, String> other = new HashMap<>(form(token));
    other.put("client_id", device.clientId());
    assertThat(server.token(other).status()).isEqualTo(401);
    AuthServer.sql("update refresh_token set expires_at = now() - interval '1 second'");
    assertRefused(refresh(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "' or 1=1 --", "é", "\ud83d\ude00"})
  void refusesWhatIsNoToken(String token) {
    assertRefused(refresh(token));
  }

  @Test
  void refusesAnEmptyToken() {
    assertThat(refresh("").text()).isEqualTo("{\"error\":\"invalid_request\"}");
  }

  @Test
  void keepsNoTokenThatCouldBeUsedFromTheDatabase() {
    String token = signIn("operations").path("refresh_token").asString();

    assertThat(AuthServer.query("select refresh_token::text from refresh_token"))
        .isNotEmpty()
        .noneMatch(row -> row.contains(token));
  }

  @Test
  void isNotForDevices() {
    NewDevice device = SHARED.device("a");

    Answer answer =
        server.token(
            device.clientId(), device.apiKey(), Map.of("grant_type", "client_credentials"));

    assertThat(answer.json().has("refresh_token")).isFalse();
  }

  private JsonNode signIn(String... scopes) {
    var signIn = new OperatorSignIn(server.uri(""));
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD, scopes);
    return AuthServer.JSON.readTree(signIn.redeem(code, signIn.verifier()).body());
  }

  private Answer refresh(String token) {
    return server.token(form(token));
  }

  private static Map<String, String> form(String token) {
    return Map.of(
        "grant_type", "refresh_token", "client_id", OperatorSignIn.CLIENT, "refresh_token", token);
  }

  private static void assertRefused(Answer answer) {
    assertThat(List.of(answer.status(), answer.text()))
        .isEqualTo(List.of(400, "{\"error\":\"invalid_grant\"}"));
  }
}
