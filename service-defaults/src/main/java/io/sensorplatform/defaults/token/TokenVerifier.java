package io.sensorplatform.defaults.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.revocation.Revocation;
import io.sensorplatform.defaults.revocation.RevokedTokens;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says whom a token speaks for, or why it is refused. Only RS256 signatures by a key of the
 * platform's issuer count; whatever the token itself says about keys (jwk, jku, x5u) is ignored.
 */
public final class TokenVerifier {

  private static final int MAX_LENGTH = 8_192;
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final JWKSelector ANY_KEY = new JWKSelector(new JWKMatcher.Builder().build());

  private final TokenClaims claims;
  private final JWKSource<SecurityContext> keys;
  private final Clock clock;
  private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();
  private final RevokedTokens revoked;
  private final Cache<TokenDigest, KnownToken> verified;

  public TokenVerifier(
      TokenSettings settings, JWKSource<SecurityContext> keys, RevokedTokens revoked, Clock clock) {
    this.claims = new TokenClaims(settings);
    this.keys = keys;
    this.revoked = revoked;
    this.clock = clock;
    this.verified = Caffeine.newBuilder().maximumSize(settings.cacheSize()).build();
    // Looked at before: what comes this far has a type that is good.
    signatures.setJWSTypeVerifier((type, context) -> {});
    signatures.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
    signatures.setJWTClaimsSetVerifier((set, context) -> {});
  }

  /**
   * The token if it was verified before and is still good; null otherwise, also if it was revoked:
   * {@link #verify} tells why. Never blocks.
   */
  public @Nullable VerifiedToken cached(String token) {
    KnownToken known = verified.getIfPresent(TokenDigest.of(token));
    return known != null && known.isGood(clock.instant(), revoked) ? known.token() : null;
  }

  /**
   * Verifies the token; may fetch keys, which blocks.
   *
   * @throws ProblemException 401 with one of the TOKEN_ codes, or {@link
   *     ProblemCode#KEYS_UNAVAILABLE} if no keys can be had, or {@link
   *     ProblemCode#REVOCATIONS_UNAVAILABLE}
   */
  public VerifiedToken verify(String token) {
    if (token.length() > MAX_LENGTH) {
      throw refused(
          ProblemCode.TOKEN_MALFORMED, "The token is longer than %d.".formatted(MAX_LENGTH));
    }
    TokenDigest digest = TokenDigest.of(token);
    KnownToken known = verified.getIfPresent(digest);
    if (known != null && known.isGood(clock.instant(), revoked)) {
      return known.token();
    }
    if (!revoked.isTrusted()) {
      throw new ProblemException(
              ProblemCode.REVOCATIONS_UNAVAILABLE, "Revocations cannot be read from Kafka.")
          .withRetryAfter(RETRY);
    }
    // Before it is looked whether it is revoked, or what comes in between would be missed for ever.
    long changes = revoked.changes();
    VerifiedToken fresh =
        known == null || known.isExpired(clock.instant()) ? signed(token) : known.token();
    if (revoked.refuses(fresh.origin())) {
      throw revoked();
    }
    verified.put(digest, new KnownToken(fresh, changes));
    return fresh;
  }

  private VerifiedToken signed(String token) {
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException e) {
      throw refused(ProblemCode.TOKEN_MALFORMED, "The token is not a signed JWT.");
    }
    String keyId = TokenHeader.check(jwt.getHeader());
    if (revoked.isRevoked(Revocation.Kind.SIGNING_KEY, keyId)) {
      throw revoked();
    }
    return claims.check(verified(jwt), keyId, clock.instant());
  }

  private JWTClaimsSet verified(SignedJWT jwt) {
    try {
      return signatures.process(jwt, null);
    } catch (KeySourceException e) {
      // Asked for too often: one that is not published, or because none could be had so far.
      if (e instanceof RateLimitReachedException && holdsKeys()) {
        throw refused(ProblemCode.TOKEN_KEY_UNKNOWN, "No published key has the token's key id.");
      }
      throw new ProblemException(
              ProblemCode.KEYS_UNAVAILABLE, "The keys to verify tokens with cannot be fetched.")
          .withRetryAfter(RETRY);
    } catch (BadJWSException e) {
      throw refused(ProblemCode.TOKEN_SIGNATURE_INVALID, "The signature does not match.");
    } catch (BadJWTException e) {
      throw refused(ProblemCode.TOKEN_MALFORMED, "The token holds no claims.");
    } catch (BadJOSEException e) {
      throw refused(ProblemCode.TOKEN_KEY_UNKNOWN, "No published key has the token's key id.");
    } catch (JOSEException e) {
      throw refused(ProblemCode.TOKEN_MALFORMED, "The token cannot be read.");
    }
  }

  private boolean holdsKeys() {
    try {
      return !keys.get(ANY_KEY, null).isEmpty();
    } catch (KeySourceException e) {
      return false;
    }
  }

  private static ProblemException revoked() {
    return refused(ProblemCode.TOKEN_REVOKED, "The token was revoked.");
  }

  static ProblemException refused(ProblemCode code, String detail) {
    return new ProblemException(code, detail)
        .withHeader(
            "WWW-Authenticate",
            "Bearer error=\"invalid_token\", error_description=\"%s\"".formatted(detail));
  }

  /** What is answered when there is no token at all (RFC 6750 s3: no error code then). */
  public static ProblemException missing() {
    return new ProblemException(
            ProblemCode.TOKEN_MISSING, "The request has no 'Authorization: Bearer' header.")
        .withHeader("WWW-Authenticate", "Bearer");
  }
}
