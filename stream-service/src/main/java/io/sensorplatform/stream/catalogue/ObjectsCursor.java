package io.sensorplatform.stream.catalogue;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** Where the next page of objects begins. Opaque to clients, and safe to forge. */
record ObjectsCursor(int partition, long offset) {

  private static final int LENGTH = Integer.BYTES + Long.BYTES + Integer.BYTES;

  static final ObjectsCursor START = new ObjectsCursor(0, 0);

  String text(ObjectsQuery query) {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH).putInt(partition).putLong(offset).putInt(hash(query)).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static ObjectsCursor parse(String text, ObjectsQuery query) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw notOurs();
    }
    if (bytes.length != LENGTH) {
      throw notOurs();
    }
    var in = ByteBuffer.wrap(bytes);
    var cursor = new ObjectsCursor(in.getInt(), in.getLong());
    if (in.getInt() != hash(query)) {
      throw new ProblemException(
          ProblemCode.INVALID_PARAMETER,
          "The cursor is of another query: topic, partition, from or to differ.");
    }
    return cursor;
  }

  private static int hash(ObjectsQuery query) {
    // Of the text: partition 0 and no partition hash to the same number.
    return List.of(
            query.topic(),
            String.valueOf(query.partition()),
            String.valueOf(query.from()),
            String.valueOf(query.to()))
        .hashCode();
  }

  private static ProblemException notOurs() {
    return new ProblemException(
        ProblemCode.INVALID_PARAMETER,
        "The cursor is not one of this platform; use 'next' unchanged.");
  }
}
