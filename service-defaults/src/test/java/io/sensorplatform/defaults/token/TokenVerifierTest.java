package io.sensorplatform.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.revocation.RevocationSettings;
import io.sensorplatform.defaults.revocation.RevokedTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TokenVerifierTest {

  private final TestIssuer issuer = new TestIssuer();
  private final RevokedTokens revoked =
      new RevokedTokens(
          new RevocationSettings(false, Duration.ZERO, false, Duration.ofSeconds(30), 100));

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void tellsWhomATokenSpeaksFor() {
    verifying(verifier -> {
      String text = issuer.token("dev-1", "acme", List.of("plant1/"), "readings:write", "x");
      assertThat(verifier.cached(text)).isNull();
      VerifiedToken token = verifier.verify(text);
      assertThat(token.subject()).isEqualTo("dev-1");
      assertThat(token.tenant()).isEqualTo("acme");
      assertThat(token.has(Scopes.READINGS_WRITE)).isTrue();
      assertThat(token.has(Scopes.OPERATIONS)).isFalse();
      assertThat(token.covers("plant1/press7")).isTrue();
      assertThat(token.covers("plant10")).isFalse();
      assertThat(verifier.cached(text)).isEqualTo(token);
    });
  }

  @Test
  void acceptsScopesAsAList() {
    verifying(verifier -> {
      var scopes = List.of("readings:read", "readings:write");
      String text = issuer.token("d", "t", List.of("a"), c -> c.claim("scope", scopes));
      assertThat(verifier.verify(text).scopes()).containsExactlyInAnyOrderElementsOf(scopes);
    });
  }

  @Test
  void refusesEachBentClaimWithItsOwnCode() {
    Date past = Date.from(Instant.now().minusSeconds(3600));
    Date future = Date.from(Instant.now().plusSeconds(3600));
    verifying(verifier -> {
      refuses(verifier, c -> c.issuer("http://other"), ProblemCode.TOKEN_WRONG_ISSUER);
      refuses(verifier, c -> c.audience("other"), ProblemCode.TOKEN_WRONG_AUDIENCE);
      refuses(verifier, c -> c.expirationTime(past), ProblemCode.TOKEN_EXPIRED);
      refuses(verifier, c -> c.expirationTime(null), ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, c -> c.notBeforeTime(future), ProblemCode.TOKEN_NOT_YET_VALID);
      refuses(verifier, c -> c.claim("tenant", null), ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, c -> c.claim("tenant", "a/b"), ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, c -> c.claim("sensors", "all"), ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, c -> c.claim("sensors", List.of("")), ProblemCode.TOKEN_MALFORMED);
    });
  }

  @Test
  void refusesForgedTokens() throws Exception {
    var claims = new JWTClaimsSet.Builder().issuer(issuer.issuer()).build();
    String good = issuer.token("d", "t", List.of("a"), "readings:write");
    String hmac = hmacWithPublicKey(claims);
    verifying(verifier -> {
      refuses(verifier, new PlainJWT(claims).serialize(), ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, hmac, ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, "", ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, "a.b.c", ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, "x".repeat(100_000), ProblemCode.TOKEN_MALFORMED);
      refuses(verifier, bodySwapped(good), ProblemCode.TOKEN_SIGNATURE_INVALID);
      refuses(
          verifier, TestIssuer.sign(TestIssuer.newKey(), claims), ProblemCode.TOKEN_KEY_UNKNOWN);
    });
  }

  @Test
  void unknownKeyIdsDoNotCauseAFetchStorm() {
    verifying(verifier -> {
      verifier.verify(issuer.token("d", "t", List.of("a"), "readings:write"));
      var claims = new JWTClaimsSet.Builder().issuer(issuer.issuer()).build();
      RSAKey key = TestIssuer.newKey();
      for (int i = 0; i < 500; i++) {
        RSAKey unknown = new RSAKey.Builder(key).keyID("bogus-" + i).build();
        refuses(verifier, TestIssuer.sign(unknown, claims), ProblemCode.TOKEN_KEY_UNKNOWN);
      }
      assertThat(issuer.fetches()).isLessThan(20);
    });
  }

  @Test
  void knownKeysOutliveAnOutageOfTheirIssuer() {
    verifying(verifier -> {
      verifier.verify(issuer.token("d", "t", List.of("a"), "readings:write"));
      issuer.stop();
      assertThat(verifier.verify(issuer.token("e", "t", List.of("a"), "x")).subject())
          .isEqualTo("e");
      issuer.start();
    });
  }

  @Test
  void withoutAnyKeysItIsThePlatformsFaultNotTheTokens() {
    issuer.stop();
    verifying(verifier -> {
      String token = issuer.token("d", "t", List.of("a"), "x");
      // Also once the keys have been asked for too often.
      for (int i = 0; i < 10; i++) {
        refuses(verifier, token, ProblemCode.KEYS_UNAVAILABLE);
      }
    });
    issuer.start();
  }

  private void refuses(
      TokenVerifier verifier, Consumer<JWTClaimsSet.Builder> bend, ProblemCode expected) {
    refuses(verifier, issuer.token("d", "t", List.of("a"), bend), expected);
  }

  private static void refuses(TokenVerifier verifier, String token, ProblemCode expected) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> verifier.verify(token))
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(expected))
        .satisfies(problem ->
            assertThat(problem.headers())
                .containsKey(expected.status() == 401 ? "WWW-Authenticate" : "Retry-After"));
  }

  private void verifying(Consumer<TokenVerifier> test) {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(TokenAutoConfiguration.class))
        .withBean(RevokedTokens.class, () -> revoked)
        .withPropertyValues(
            "platform.tokens.issuer=" + issuer.issuer(),
            "platform.tokens.jwks-url=" + issuer.jwksUrl(),
            "platform.tokens.keys-fetch-interval=" + Duration.ofSeconds(1))
        .run(context -> test.accept(context.getBean(TokenVerifier.class)));
  }

  private String bodySwapped(String good) {
    String other = issuer.token("somebody-else", "t", List.of("*"), "operations");
    String[] parts = good.split("\\.");
    return parts[0] + '.' + other.split("\\.")[1] + '.' + parts[2];
  }

  private static String hmacWithPublicKey(JWTClaimsSet claims) throws Exception {
    byte[] publicKey = TestIssuer.newKey().toRSAPublicKey().getEncoded();
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    jwt.sign(new MACSigner(publicKey));
    return jwt.serialize();
  }
}
