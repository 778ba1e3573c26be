package io.sensorplatform.auth.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what is kept secret in the database with AES-256-GCM. A box is a version byte (1), a
 * random nonce of 12 bytes, and the cipher text with its tag of 16 bytes; it opens only under the
 * label it was closed with, so boxes cannot be exchanged.
 */
public final class KeyBox {

  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int HEAD_BYTES = 1 + NONCE_BYTES;

  private final List<SecretKeySpec> keys;
  private final SecureRandom random;

  /**
   * @param keys the first to close with; any may be what a box was closed with
   */
  KeyBox(List<byte[]> keys, SecureRandom random) {
    if (keys.stream().anyMatch(key -> key.length != 32)) {
      throw new IllegalArgumentException("AES-256 needs 32 bytes");
    }
    this.keys = keys.stream().map(key -> new SecretKeySpec(key, "AES")).toList();
    this.random = random;
  }

  public byte[] close(byte[] content, String label) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, label);
      byte[] box = new byte[HEAD_BYTES + content.length + TAG_BYTES];
      box[0] = VERSION;
      System.arraycopy(nonce, 0, box, 1, NONCE_BYTES);
      cipher.doFinal(content, 0, content.length, box, HEAD_BYTES);
      return box;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * @throws GeneralSecurityException if the box was changed, or closed with another key or label
   */
  public byte[] open(byte[] box, String label) throws GeneralSecurityException {
    if (box.length < HEAD_BYTES + TAG_BYTES || box[0] != VERSION) {
      throw new GeneralSecurityException("not a box of version " + VERSION);
    }
    byte[] nonce = Arrays.copyOfRange(box, 1, HEAD_BYTES);
    GeneralSecurityException failure = null;
    for (SecretKeySpec key : keys) {
      try {
        return cipher(Cipher.DECRYPT_MODE, key, nonce, label)
            .doFinal(box, HEAD_BYTES, box.length - HEAD_BYTES);
      } catch (AEADBadTagException e) {
        failure = e;
      }
    }
    throw failure == null ? new GeneralSecurityException("no key") : failure;
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String label)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(label.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
