package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.defaults.token.TokenVerifier;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorSignInIT {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();
  private final OperatorSignIn signIn = new OperatorSignIn(server.uri(""));

  @Test
  void givesATokenThatSaysWhatTheOperatorMayDo() throws Exception {
    String token =
        signIn.accessToken(
            AuthServer.OPERATOR, AuthServer.PASSWORD, "devices:admin", "readings:read");

    SignedJWT jwt = SignedJWT.parse(token);
    assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    assertThat(claims.getClaims())
        .containsOnlyKeys(
            "iss",
            "sub",
            "aud",
            "iat",
            "exp",
            "jti",
            "client_id",
            "tenant",
            "sensors",
            "scope",
            "sid",
            "gen");
    assertThat(claims.getIssuer()).isEqualTo(AuthServer.ISSUER);
    assertThat(claims.getSubject()).isEqualTo(AuthServer.OPERATOR);
    assertThat(claims.getAudience()).containsExactly("sensor-platform");
    assertThat(claims.getStringClaim("client_id")).isEqualTo("platform-cli");
    assertThat(claims.getStringClaim("tenant")).isEqualTo("default");
    assertThat(claims.getStringListClaim("sensors")).containsExactly("*");
    assertThat(claims.getStringClaim("scope")).isEqualTo("devices:admin readings:read");
    assertThat(server.bean(TokenVerifier.class).verify(token).covers("any/sensor")).isTrue();
  }

  @Test
  void givesAllScopesOfTheOperatorIfNoneAreNamed() throws Exception {
    String token = signIn.accessToken(AuthServer.OPERATOR, AuthServer.PASSWORD);

    assertThat(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("scope"))
        .isEqualTo("devices:admin operations platform:admin readings:read sensors:admin");
  }

  @Test
  void givesNoScopeThatTheOperatorHasNot() throws Exception {
    AuthServer.sql("update operator set scopes = '{readings:read}'");
    try {
      String token =
          signIn.accessToken(
              AuthServer.OPERATOR, AuthServer.PASSWORD, "readings:read", "operations");

      assertThat(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("scope"))
          .isEqualTo("readings:read");
    } finally {
      AuthServer.sql(
          "update operator set scopes = '{readings:read,sensors:admin,devices:admin,operations}'");
    }
  }

  @Test
  void givesAnIdTokenIfAskedToThatIsNoAccessToken() throws Exception {
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD, "openid", "operations");
    HttpResponse<String> answer = signIn.redeem(code, signIn.verifier());

    String idToken = AuthServer.JSON.readTree(answer.body()).path("id_token").asString();
    assertThat(SignedJWT.parse(idToken).getJWTClaimsSet().getAudience())
        .containsExactly("platform-cli");
    Answer refused = server.get("/v1/devices", idToken);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.code()).isEqualTo("token-malformed");
  }

  @Test
  void neverLetsDevicesScopesGoToOperators() {
    assertThat(
            OperatorSignIn.query(
                signIn.signIn(AuthServer.OPERATOR, AuthServer.PASSWORD, "readings:write")))
        .containsEntry("error", "invalid_scope");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "", "\0", "{noop}x"})
  void leadsBackToTheLoginPageOnAWrongPassword(String password) {
    URI back = signIn.signIn(AuthServer.OPERATOR, password, "operations");

    assertThat(back.getPath()).isEqualTo("/login");
    assertThat(back.getQuery()).isEqualTo("error");
    assertThat(signIn.get(back).body())
        .contains("<p role=\"alert\">The user name or the password is wrong.</p>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "", "a\0b", "' or 1=1 --"})
  void tellsNotWhetherAUserExists(String username) {
    URI back = signIn.signIn(username, AuthServer.PASSWORD, "operations");

    assertThat(back.getPath()).isEqualTo("/login");
    assertThat(back.getQuery()).isEqualTo("error");
  }

  @Test
  void survivesAPasswordOfAnyLength() {
    URI back = signIn.signIn(AuthServer.OPERATOR, "x".repeat(10_000), "operations");

    assertThat(back.getPath() + "?" + back.getQuery()).isEqualTo("/login?error");
  }

  @Test
  void keepsADisabledOperatorOutEvenBetweenSignInAndToken() {
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD, "operations");
    AuthServer.sql("update operator set disabled_at = now()");
    try {
      assertThat(signIn.redeem(code, signIn.verifier()).body())
          .isEqualTo("{\"error\":\"invalid_grant\"}");
      assertThat(
              new OperatorSignIn(server.uri(""))
                  .signIn(AuthServer.OPERATOR, AuthServer.PASSWORD, "operations")
                  .getPath())
          .isEqualTo("/login");
    } finally {
      AuthServer.sql("update operator set disabled_at = null");
    }
  }

  @Test
  void takesACodeOnceAndWithItsVerifierOnly() {
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD, "operations");

    assertThat(signIn.redeem(code, "x".repeat(43)).body())
        .isEqualTo("{\"error\":\"invalid_grant\"}");
    assertThat(signIn.redeem("unknown", signIn.verifier()).body())
        .isEqualTo("{\"error\":\"invalid_grant\"}");
    assertThat(signIn.redeem(code, signIn.verifier()).statusCode()).isEqualTo(200);
    HttpResponse<String> again = signIn.redeem(code, signIn.verifier());
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.body()).isEqualTo("{\"error\":\"invalid_grant\"}");
  }

  @Test
  void takesACodeOnceEvenFromManyAtOnce() throws Exception {
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD, "operations");
    Callable<Integer> redeem = () -> signIn.redeem(code, signIn.verifier()).statusCode();

    List<Integer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : threads.invokeAll(java.util.Collections.nCopies(8, redeem))) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).containsOnlyOnce(200).containsOnly(200, 400);
  }

  @Test
  void refusesACodeThatIsTooOld() {
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD, "operations");
    AuthServer.sql(
        "update authorization_code set issued_at = now() - interval '2 minutes',"
            + " expires_at = now() - interval '1 minute'");

    assertThat(signIn.redeem(code, signIn.verifier()).body())
        .isEqualTo("{\"error\":\"invalid_grant\"}");
  }

  @Test
  void keepsNoCodeThatCouldBeRedeemedFromTheDatabase() {
    String code = signIn.code(AuthServer.OPERATOR, AuthServer.PASSWORD, "operations");

    assertThat(AuthServer.query("select authorization_code::text from authorization_code"))
        .isNotEmpty()
        .noneMatch(row -> row.contains(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code_challenge=",
        "code_challenge=short",
        "redirect_uri=http://127.0.0.1:1/other",
        "redirect_uri=http://evil.example/callback",
        "redirect_uri=http://localhost:1/callback",
        "redirect_uri=",
        "client_id=dev_aaaaaaaaaaaaaaaa",
        "client_id=",
        "nonce=%00",
        "state=a&state=b",
      })
  void answersAWrongAuthorizationRequestWithAProblemAndNoRedirect(String change) {
    HttpResponse<String> answer = signIn.get(changed(change));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(AuthServer.JSON.readTree(answer.body()).path("code").asString())
        .isEqualTo("malformed-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"code_challenge_method=plain", "response_type=token", "scope=x"})
  void tellsTheToolWhatItAskedWrongly(String change) {
    HttpResponse<String> answer = signIn.get(changed(change));

    if (answer.statusCode() == 302) {
      URI told = OperatorSignIn.location(answer);
      assertThat(told.toString()).startsWith(OperatorSignIn.REDIRECT);
      assertThat(OperatorSignIn.query(told)).containsKey("error").doesNotContainKey("code");
    } else {
      assertThat(answer.statusCode()).isEqualTo(400);
    }
  }

  @Test
  void hasALoginPageThatLoadsNothingAndCannotBeFramed() {
    HttpResponse<String> page = signIn.get(server.uri("/login"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.body())
        .contains("<html lang=\"en\">", "<label for=\"username\">", "<label for=\"password\">")
        .doesNotContain("<script", "<link", "src=", "${");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(page.headers().firstValue("Set-Cookie").orElse(""))
        .contains("HttpOnly", "SameSite=Lax");
  }

  @Test
  void refusesASignInThatWasForgedElsewhere() {
    signIn.get(server.uri("/login"));

    HttpResponse<String> answer =
        signIn.post(
            server.uri("/login"),
            Map.of("username", AuthServer.OPERATOR, "password", AuthServer.PASSWORD));

    assertThat(OperatorSignIn.location(answer).toString()).endsWith("/login?expired");
  }

  @Test
  void goesOnBehindAGatewayWithoutLeavingIt() {
    Answer answer =
        AuthServer.send(
            HttpRequest.newBuilder(signIn.authorizationRequest("operations"))
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "platform.example")
                .header("X-Forwarded-For", "203.0.113.7"));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("/login");
    assertThat(answer.header("Set-Cookie")).contains("Secure");
  }

  @Test
  void opensNoSessionForRequestsThatNeedNone() {
    assertThat(server.get("/oauth2/jwks").header("Set-Cookie")).isEmpty();
    assertThat(server.token(Map.of()).header("Set-Cookie")).isEmpty();
    assertThat(server.get("/nothing").header("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
  void publishesMetadataOfWhatIsOfferedUnderThePublicAddress(String path) {
    var metadata = server.get(path).json();

    assertThat(metadata.path("issuer").asString()).isEqualTo(AuthServer.ISSUER);
    assertThat(metadata.path("token_endpoint").asString())
        .isEqualTo(AuthServer.ISSUER + "/oauth2/token");
    assertThat(metadata.path("authorization_endpoint").asString())
        .isEqualTo(AuthServer.ISSUER + "/oauth2/authorize");
    assertThat(metadata.path("jwks_uri").asString()).isEqualTo(AuthServer.ISSUER + "/oauth2/jwks");
    assertThat(metadata.path("grant_types_supported").toString())
        .isEqualTo("[\"authorization_code\",\"client_credentials\",\"refresh_token\"]");
    assertThat(metadata.path("code_challenge_methods_supported").toString())
        .isEqualTo("[\"S256\"]");
    assertThat(metadata.path("revocation_endpoint").asString())
        .isEqualTo(AuthServer.ISSUER + "/oauth2/revoke");
    assertThat(metadata.propertyNames())
        .noneMatch(name ->
            name.startsWith("introspection")
                || name.equals("userinfo_endpoint")
                || name.equals("end_session_endpoint"));
  }

  private URI changed(String change) {
    String name = change.substring(0, change.indexOf('='));
    String uri = signIn.authorizationRequest("operations").toString();
    return URI.create(uri.replaceAll("([?&])" + name + "=[^&]*", "$1") + "&" + change);
  }
}
