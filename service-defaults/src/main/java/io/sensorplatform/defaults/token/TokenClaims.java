package io.sensorplatform.defaults.token;

import com.nimbusds.jwt.JWTClaimsSet;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.revocation.TokenOrigin;
import io.sensorplatform.reading.Tenant;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a token with a good signature says (RFC 9068 s4). */
public final class TokenClaims {

  /** Public id of the API key that a device got the token with. */
  public static final String API_KEY = "key";

  /** The sign-in that an operator got the token by. */
  public static final String SESSION = "sid";

  /** Version of the device or operator that the token speaks of. */
  public static final String GENERATION = "gen";

  private final TokenSettings settings;

  TokenClaims(TokenSettings settings) {
    this.settings = settings;
  }

  /**
   * @param keyId of the key whose signature it has
   */
  VerifiedToken check(JWTClaimsSet claims, String keyId, Instant now) {
    if (!settings.issuer().toString().equals(claims.getIssuer())) {
      throw TokenVerifier.refused(
          ProblemCode.TOKEN_WRONG_ISSUER, "The token's issuer is not this platform.");
    }
    if (!claims.getAudience().contains(settings.audience())) {
      throw TokenVerifier.refused(
          ProblemCode.TOKEN_WRONG_AUDIENCE,
          "The token's audience is not '%s'.".formatted(settings.audience()));
    }
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw malformed("The token does not say when it expires.");
    }
    Instant until = expires.toInstant().plus(settings.clockSkew());
    if (!now.isBefore(until)) {
      throw TokenVerifier.refused(
          ProblemCode.TOKEN_EXPIRED, "The token expired at %s.".formatted(expires.toInstant()));
    }
    Date from = claims.getNotBeforeTime();
    if (from != null && now.isBefore(from.toInstant().minus(settings.clockSkew()))) {
      throw TokenVerifier.refused(
          ProblemCode.TOKEN_NOT_YET_VALID,
          "The token is valid from %s.".formatted(from.toInstant()));
    }
    try {
      String subject = claims.getSubject();
      String tenant = claims.getStringClaim("tenant");
      if (subject == null || tenant == null || !Tenant.isValid(tenant)) {
        throw malformed("The token does not say whom it speaks for.");
      }
      return new VerifiedToken(
          subject, tenant, sensors(claims), scopes(claims), until, origin(claims, keyId, subject));
    } catch (ParseException e) {
      throw malformed("A claim of the token has the wrong form.");
    }
  }

  private static TokenOrigin origin(JWTClaimsSet claims, String keyId, String subject)
      throws ParseException {
    Date issued = claims.getIssueTime();
    if (issued == null) {
      throw malformed("The token does not say when it was issued.");
    }
    Long generation = claims.getLongClaim(GENERATION);
    return new TokenOrigin(
        keyId,
        subject,
        claims.getStringClaim(API_KEY),
        claims.getStringClaim(SESSION),
        // Older than any that counts.
        generation == null ? 0 : generation,
        issued.toInstant());
  }

  /** No sensors claim covers nothing; an empty prefix would cover all, so it is refused. */
  private static List<String> sensors(JWTClaimsSet claims) throws ParseException {
    List<String> sensors = claims.getStringListClaim("sensors");
    if (sensors == null) {
      return List.of();
    }
    if (sensors.contains("")) {
      throw malformed("The token holds an empty sensor prefix.");
    }
    return sensors;
  }

  /** A space-delimited string (RFC 9068 s2.2.3), or a list as some issuers write it. */
  private static Set<String> scopes(JWTClaimsSet claims) throws ParseException {
    @Nullable Object scope = claims.getClaim("scope");
    if (scope == null) {
      return Set.of();
    }
    if (scope instanceof String text) {
      return text.isBlank() ? Set.of() : Set.of(text.trim().split(" +"));
    }
    return Set.copyOf(claims.getStringListClaim("scope"));
  }

  private static RuntimeException malformed(String detail) {
    return TokenVerifier.refused(ProblemCode.TOKEN_MALFORMED, detail);
  }
}
