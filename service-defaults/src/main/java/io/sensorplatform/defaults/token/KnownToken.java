package io.sensorplatform.defaults.token;

import io.sensorplatform.defaults.revocation.RevokedTokens;
import java.time.Instant;

/**
 * A token that was verified. As long as nothing new is revoked, one comparison tells that it was
 * not, either.
 */
final class KnownToken {

  private final VerifiedToken token;
  private volatile long askedAtChange;

  /**
   * @param changes {@link RevokedTokens#changes} from before it was last found not to be revoked
   */
  KnownToken(VerifiedToken token, long changes) {
    this.token = token;
    this.askedAtChange = changes;
  }

  VerifiedToken token() {
    return token;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(token.expiresAt());
  }

  boolean isGood(Instant now, RevokedTokens revoked) {
    if (isExpired(now) || !revoked.isTrusted()) {
      return false;
    }
    long changes = revoked.changes();
    if (changes != askedAtChange) {
      if (revoked.refuses(token.origin())) {
        return false;
      }
      askedAtChange = changes;
    }
    return true;
  }
}
