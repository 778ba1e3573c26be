package io.sensorplatform.auth.key;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device says of itself in a JWT that it signed (RFC 7523 s3), its signature not yet looked
 * at.
 *
 * @param keyId of the header; null: any key of the device
 */
record Assertion(
    SignedJWT jwt, String clientId, @Nullable String keyId, String jti, Instant expiresAt) {

  /** From its making to its end, at most. */
  static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

  private static final int MAX_LENGTH = 8_192;
  private static final int MAX_ID = 256;

  /** Null if it is none, or lacks what it needs. */
  static @Nullable Assertion parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    try {
      SignedJWT jwt = SignedJWT.parse(text);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      String subject = claims.getSubject();
      String jti = claims.getJWTID();
      Date expiry = claims.getExpirationTime();
      String keyId = jwt.getHeader().getKeyID();
      boolean complete =
          subject != null
              && subject.equals(claims.getIssuer())
              && jti != null
              && !jti.isEmpty()
              && jti.length() <= MAX_ID
              && expiry != null
              && jwt.getHeader().getCriticalParams() == null
              && (keyId == null || ApiKey.isId(keyId));
      return complete
          ? new Assertion(jwt, subject, keyId, jti, Instant.ofEpochMilli(expiry.getTime()))
          : null;
    } catch (ParseException | IllegalArgumentException | ClassCastException e) {
      return null;
    }
  }

  /** For us and for nobody else: one that was made for another server is not good here. */
  boolean isFor(Set<String> audiences) {
    try {
      List<String> told = jwt.getJWTClaimsSet().getAudience();
      return told.size() == 1 && audiences.contains(told.getFirst());
    } catch (ParseException e) {
      return false;
    }
  }

  /** Whether it is good at that moment, by clocks that differ by the skew at most. */
  boolean isTimely(Instant now, Duration skew) {
    try {
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      return now.isBefore(expiresAt.plus(skew))
          && !expiresAt.isAfter(now.plus(LONGEST_LIFE).plus(skew))
          && isPast(claims.getIssueTime(), now.plus(skew))
          && isPast(claims.getNotBeforeTime(), now.plus(skew));
    } catch (ParseException e) {
      return false;
    }
  }

  private static boolean isPast(@Nullable Date time, Instant now) {
    return time == null || !time.toInstant().isAfter(now);
  }
}
