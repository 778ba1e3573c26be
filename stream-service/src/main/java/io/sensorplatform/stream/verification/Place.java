package io.sensorplatform.stream.verification;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.stream.objects.ObjectKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the walk over the archive stands. Opaque to clients, and safe to forge: it can only say
 * where to begin.
 *
 * @param after the last key looked at; null before the partition's first
 * @param expected the offset at which the next object should start; null if any will do
 * @param compared from which start offset on the catalogue was not asked yet
 */
record Place(int partition, @Nullable String after, @Nullable Long expected, long compared) {

  private static final JsonMapper JSON = JsonMapper.shared();

  static Place beginning(int partition) {
    return new Place(partition, null, null, 0);
  }

  String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(this));
  }

  static Place parse(String text, String topic) {
    try {
      var place = JSON.readValue(Base64.getUrlDecoder().decode(text), Place.class);
      if (place.after() == null
          || place.after().startsWith(ObjectKey.prefix(topic, place.partition()))) {
        return place;
      }
    } catch (IllegalArgumentException | JacksonException e) {
      // Told below.
    }
    throw new ProblemException(
        ProblemCode.INVALID_PARAMETER,
        "The cursor is not one of this verification; use 'next' unchanged.");
  }
}
