package io.sensorplatform.sensor.parse;

import io.sensorplatform.defaults.problem.ProblemCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * {@code application/x-ndjson}: one reading a line. Lines end with LF or CRLF; the last may lack
 * it; blank lines are skipped and not counted. A line that is not JSON costs only itself.
 */
final class NdjsonReadings {

  private NdjsonReadings() {}

  static void read(byte[] bytes, int length, Batch batch) {
    var item = new JsonItem();
    int line = 0;
    for (int from = 0; from < length; ) {
      int to = endOfLine(bytes, from, length);
      line++;
      if (!isBlank(bytes, from, to)) {
        readLine(bytes, from, to, line, item, batch);
      }
      from = to + 1;
    }
  }

  private static void readLine(
      byte[] bytes, int from, int to, int line, JsonItem item, Batch batch) {
    try (JsonParser json = Json.parser(bytes, from, to - from)) {
      json.nextToken();
      item.read(json);
      if (json.nextToken() == null) {
        item.addTo(batch);
      } else {
        batch.reject(
            ProblemCode.MALFORMED_JSON, "Line %d holds more than one value.".formatted(line));
      }
    } catch (JacksonException e) {
      batch.reject(ProblemCode.MALFORMED_JSON, Json.fault(e, line, from));
    }
  }

  private static int endOfLine(byte[] bytes, int from, int length) {
    int at = from;
    while (at < length && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
