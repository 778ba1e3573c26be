package io.sensorplatform.auth.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 of a key's whole text under a pepper. A fast hash is enough, unlike for passwords:
 * nobody can guess 256 random bits, and who steals the database lacks the pepper.
 */
final class KeyHash {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec pepper;

  KeyHash(byte[] pepper) {
    this.pepper = new SecretKeySpec(pepper, ALGORITHM);
  }

  byte[] of(ApiKey key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(pepper);
      return mac.doFinal(key.text().getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** Takes the same time wherever the two differ. */
  boolean matches(ApiKey key, byte[] hash) {
    return MessageDigest.isEqual(of(key), hash);
  }
}
