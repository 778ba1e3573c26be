package io.sensorplatform.auth.audit;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Where a page ended: a row's number, opaque to clients. */
final class AuditCursor {

  private AuditCursor() {}

  static String encode(long seq) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
  }

  static long decode(String cursor) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      if (bytes.length == Long.BYTES) {
        return ByteBuffer.wrap(bytes).getLong();
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw new ProblemException(
        ProblemCode.INVALID_PARAMETER, "'cursor' is not one that a page before gave.");
  }
}
