package io.sensorplatform.sensor.idempotency;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a request's content: equal exactly for equal requests. */
public record Fingerprint(long a, long b, long c, long d) {

  static final int BYTES = 32;

  /**
   * @param form the request's format: the same bytes may mean something else in another
   */
  public static Fingerprint of(String form, byte[] body, int length) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) form.length());
      digest.update(form.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      digest.update(body, 0, length);
      return read(ByteBuffer.wrap(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Fingerprint read(ByteBuffer from) {
    return new Fingerprint(from.getLong(), from.getLong(), from.getLong(), from.getLong());
  }

  void write(ByteBuffer to) {
    to.putLong(a).putLong(b).putLong(c).putLong(d);
  }
}
