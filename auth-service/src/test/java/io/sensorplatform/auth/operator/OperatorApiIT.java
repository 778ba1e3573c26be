package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.auth.SharedServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OperatorApiIT {

  private static final String PASSWORD = "another horse battery";

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @AfterEach
  void forget() {
    AuthServer.sql("delete from operator where username <> 'ada'", "delete from revocation");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "viewer   | false | readings:read",
        "operator | false | operations readings:read sensors:admin",
        "admin    | false | devices:admin operations readings:read sensors:admin",
        "viewer   | true  | platform:admin readings:read",
      })
  void createsOperatorsWhoMayDoWhatTheirRoleSays(String role, boolean everywhere, String scopes)
      throws Exception {
    Answer created =
        create(
            "{\"username\":\"grace\",\"password\":\"%s\",\"tenant\":\"acme\",\"role\":\"%s\",\"platformAdmin\":%s}"
                .formatted(PASSWORD, role, everywhere));

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.header("Location")).isEqualTo("/v1/operators/grace");
    assertThat(created.text()).doesNotContain(PASSWORD, "bcrypt");
    assertThat(created.json().path("role").asString()).isEqualTo(role);
    var claims = SignedJWT.parse(signIn("grace", PASSWORD)).getJWTClaimsSet();
    assertThat(claims.getStringClaim("scope")).isEqualTo(scopes);
    assertThat(claims.getStringClaim("tenant")).isEqualTo("acme");
    assertThat(server.get("/v1/operators", SHARED.operator()).json().path("items"))
        .extracting(operator -> operator.path("username").asString())
        .containsExactly("ada", "grace");
    assertThat(AuthServer.query("select what from audit where object = 'grace'"))
        .contains("operator.create");
  }

  @Test
  void endsTheSignInsOfAnOperatorWhoIsDisabled() {
    createGrace();
    var signIn = new OperatorSignIn(server.uri(""));
    String code = signIn.code("grace", PASSWORD);
    String refreshToken =
        AuthServer.JSON
            .readTree(signIn.redeem(code, signIn.verifier()).body())
            .path("refresh_token")
            .asString();

    assertThat(change("grace", "{\"disabled\":true}").json().path("disabled").asBoolean()).isTrue();

    assertThat(
            server
                .token(
                    Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        OperatorSignIn.CLIENT,
                        "refresh_token",
                        refreshToken))
                .text())
        .isEqualTo("{\"error\":\"invalid_grant\"}");
    assertThat(new OperatorSignIn(server.uri("")).signIn("grace", PASSWORD).getQuery())
        .isEqualTo("error");
    assertThat(AuthServer.query("select kind from revocation where id = 'grace'"))
        .containsExactly("operator");
    assertThat(change("grace", "{\"disabled\":false}").status()).isEqualTo(200);
    assertThat(signIn("grace", PASSWORD)).isNotBlank();
  }

  @Test
  void changesRolesAndPasswords() throws Exception {
    createGrace();

    Answer changed = change("grace", "{\"role\":\"operator\",\"password\":\"yet another horse\"}");

    assertThat(changed.json().path("role").asString()).isEqualTo("operator");
    assertThat(new OperatorSignIn(server.uri("")).signIn("grace", PASSWORD).getQuery())
        .isEqualTo("error");
    assertThat(
            SignedJWT.parse(signIn("grace", "yet another horse"))
                .getJWTClaimsSet()
                .getStringClaim("scope"))
        .isEqualTo("operations readings:read sensors:admin");
    assertThat(
            AuthServer.query(
                "select detail from audit where what = 'operator.update' and object = 'grace' order by seq desc limit 1"))
        .containsExactly(
            "role: operator; platform administrator: false; disabled: false; new password");
  }

  @Test
  void whatIsChangedIsALineOfTheLogWithoutThePassword(CapturedOutput output) {
    createGrace();
    change("grace", "{\"role\":\"operator\",\"password\":\"yet another horse\"}");
    change("grace", "{\"disabled\":true}");

    assertThat(output)
        .contains("operator.create of grace by ada: role: viewer")
        .contains("operator.update of grace by ada: role: operator")
        .contains("; new password")
        .contains("operator.disable of grace by ada: role: operator")
        .doesNotContain(PASSWORD, "yet another horse");
  }

  @Test
  void neverLocksTheLastAdministratorOut() {
    for (String change : List.of("{\"disabled\":true}", "{\"platformAdmin\":false}")) {
      Answer refused = change("ada", change);
      assertThat(refused.status()).as(refused.text()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("last-administrator");
    }
    assertThat(
            server
                .get("/v1/operators", SHARED.operator())
                .json()
                .at("/items/0/disabled")
                .asBoolean())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                                              | 422 | request-invalid",
        "{\"username\":\"x y\",\"password\":\"long enough to be\",\"role\":\"viewer\"}   | 422 | request-invalid",
        "{\"username\":\"' or 1=1\",\"password\":\"long enough to be\",\"role\":\"viewer\"}| 422 | request-invalid",
        "{\"username\":\"x\",\"password\":\"short\",\"role\":\"viewer\"}                 | 422 | request-invalid",
        "{\"username\":\"x\",\"password\":\"long enough to be\",\"role\":\"root\"}       | 422 | request-invalid",
        "{\"username\":\"x\",\"password\":\"long enough to be\",\"role\":\"viewer\",\"tenant\":\"a/b\"}| 422 | request-invalid",
        "{\"username\":\"x\",\"password\":\"long enough to be\",\"scopes\":[\"a\"]}      | 400 | malformed-json",
        "{\"username\":\"ada\",\"password\":\"long enough to be\",\"role\":\"viewer\"}   | 409 | operator-exists",
        "null                                                                            | 400 | malformed-json",
      })
  void refusesWhatIsNoOperator(String body, int status, String code) {
    Answer answer = create(body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void refusesAPasswordThatIsTooLongToCountInWhole() {
    String body = "{\"username\":\"x\",\"password\":\"%s\",\"role\":\"viewer\"}";

    assertThat(create(body.formatted("x".repeat(73))).code()).isEqualTo("request-invalid");
    assertThat(create(body.formatted("é".repeat(37))).code()).isEqualTo("request-invalid");
    assertThat(create(body.formatted("abcdefgh".repeat(9))).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"username\":\"b\"}",
        "{\"tenant\":\"b\"}",
        "{\"role\":\"root\"}",
        "{\"password\":\"x\"}"
      })
  void refusesWhatIsNoChange(String body) {
    assertThat(change("ada", body).code()).isEqualTo("request-invalid");
  }

  @Test
  void knowsNobodyElseAndIsForAdministratorsOfThePlatformOnly() {
    assertThat(change("nobody", "{\"role\":\"viewer\"}").code()).isEqualTo("operator-not-found");
    assertThat(change("'%20or%201=1%20--", "{}").code()).isEqualTo("operator-not-found");
    String other = server.operatorToken("operations", "devices:admin");
    assertThat(server.get("/v1/operators", other).code()).isEqualTo("scope-missing");
    assertThat(server.post("/v1/operators", other, "{}").code()).isEqualTo("scope-missing");
    assertThat(server.patch("/v1/operators/ada", other, "", "{}").code())
        .isEqualTo("scope-missing");
    assertThat(server.get("/v1/operators").code()).isEqualTo("token-missing");
  }

  private void createGrace() {
    assertThat(
            create(
                    "{\"username\":\"grace\",\"password\":\"%s\",\"role\":\"viewer\"}"
                        .formatted(PASSWORD))
                .status())
        .isEqualTo(201);
  }

  private Answer create(String json) {
    return server.post("/v1/operators", SHARED.operator(), json);
  }

  private Answer change(String username, String json) {
    return AuthServer.send(
        java.net.http.HttpRequest.newBuilder(server.uri("/v1/operators/" + username))
            .header("Authorization", "Bearer " + SHARED.operator())
            .header("Content-Type", "application/json")
            .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString(json)));
  }

  private String signIn(String username, String password) {
    return new OperatorSignIn(server.uri("")).accessToken(username, password);
  }
}
