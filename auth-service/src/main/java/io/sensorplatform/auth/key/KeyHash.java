package io.sensorplatform.auth.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 of a key's whole text under a pepper. A fast hash is enough, unlike for passwords:
 * nobody can guess 256 random bits, and who steals the database lacks the pepper.
 */
final class KeyHash {

  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> peppers;

  /**
   * @param peppers the first to hash under; the others may be what known keys are hashed under
   */
  KeyHash(List<byte[]> peppers) {
    this.peppers = peppers.stream().map(pepper -> new SecretKeySpec(pepper, ALGORITHM)).toList();
  }

  byte[] of(ApiKey key) {
    return of(key, peppers.getFirst());
  }

  /** Takes the same time wherever the two differ, and whichever pepper it is. */
  boolean matches(ApiKey key, byte[] hash) {
    boolean any = false;
    for (SecretKeySpec pepper : peppers) {
      any |= MessageDigest.isEqual(of(key, pepper), hash);
    }
    return any;
  }

  /** Whether this hash of the key is one under a pepper that is being replaced. */
  boolean isOutdated(ApiKey key, byte[] hash) {
    return peppers.size() > 1 && !MessageDigest.isEqual(of(key), hash);
  }

  private static byte[] of(ApiKey key, SecretKeySpec pepper) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(pepper);
      return mac.doFinal(key.text().getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
