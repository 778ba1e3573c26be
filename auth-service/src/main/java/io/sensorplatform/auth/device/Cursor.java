package io.sensorplatform.auth.device;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a page starts: the last name of the page before it, opaque to clients. */
final class Cursor {

  private Cursor() {}

  static String encode(String lastName) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(lastName.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String cursor) {
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(cursor);
      String name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (name.indexOf('\0') < 0) {
        return name;
      }
    } catch (IllegalArgumentException | CharacterCodingException e) {
      // Answered below.
    }
    throw new ProblemException(
        ProblemCode.INVALID_PARAMETER, "'cursor' is not one that a page before gave.");
  }
}
