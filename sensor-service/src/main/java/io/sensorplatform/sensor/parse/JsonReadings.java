package io.sensorplatform.sensor.parse;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * {@code application/json}: one reading, or an array of them. Behind a syntax error nothing can be
 * read with certainty, so then the whole request is refused and nothing of it accepted.
 */
final class JsonReadings {

  private JsonReadings() {}

  static void read(byte[] bytes, int length, Batch batch) {
    try (JsonParser json = Json.parser(bytes, 0, length)) {
      var item = new JsonItem();
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          item.read(json);
          item.addTo(batch);
        }
      } else if (first != null) {
        item.read(json);
        item.addTo(batch);
      }
      if (first != null && json.nextToken() != null) {
        throw new ProblemException(
            ProblemCode.MALFORMED_JSON,
            "More follows after the end, at %s; several readings are an array, or NDJSON."
                .formatted(Json.place(json.currentTokenLocation(), 1, 0)));
      }
    } catch (JacksonException e) {
      throw new ProblemException(ProblemCode.MALFORMED_JSON, Json.fault(e, 1, 0));
    }
  }
}
