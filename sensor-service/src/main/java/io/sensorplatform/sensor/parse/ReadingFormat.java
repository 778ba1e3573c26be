package io.sensorplatform.sensor.parse;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.Locale;

/** The forms in which readings arrive. */
public enum ReadingFormat {
  JSON,
  NDJSON;

  /** The format of a request that was routed here by its content type. */
  public static ReadingFormat of(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("application/x-ndjson") ? NDJSON : JSON;
  }

  /**
   * @throws ProblemException MALFORMED_JSON, NO_READINGS or TOO_MANY_READINGS; then nothing of the
   *     batch counts
   */
  public void read(byte[] bytes, int length, Batch batch) {
    switch (this) {
      case JSON -> JsonReadings.read(bytes, length, batch);
      case NDJSON -> NdjsonReadings.read(bytes, length, batch);
    }
    if (batch.size() == 0) {
      throw new ProblemException(ProblemCode.NO_READINGS, "The body holds no readings.");
    }
  }
}
