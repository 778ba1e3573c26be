package io.sensorplatform.sensor.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.SensorId;
import org.springframework.web.util.UriUtils;

/**
 * What {@code /v1/sensors/{id}/{operation}} names. A sensor id may hold slashes, sent as they are
 * or as {@code %2F}; so the path is taken as it was sent, and its last segment is the operation.
 */
record SensorPath(String sensorId, String operation) {

  static final String PREFIX = "/v1/sensors/";

  /**
   * @throws ProblemException INVALID_PARAMETER, or NOT_FOUND if there is no operation
   */
  static SensorPath of(String requestUri) {
    int slash = requestUri.lastIndexOf('/');
    if (!requestUri.startsWith(PREFIX) || slash < PREFIX.length()) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at this path.");
    }
    String rawId = requestUri.substring(PREFIX.length(), slash);
    return new SensorPath(sensorId(rawId), requestUri.substring(slash + 1));
  }

  private static String sensorId(String raw) {
    if (hasDotSegment(raw)) {
      throw invalid("The path has a '.' or '..' segment; send the sensor id's slashes as %2F.");
    }
    try {
      String id = UriUtils.decode(raw, UTF_8);
      if (SensorId.isValid(id)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Not percent-encoded UTF-8, so not a sensor id either.
    }
    throw invalid("What stands between /v1/sensors/ and the last slash is not a sensor id.");
  }

  /** Such segments are resolved by clients, proxies and Tomcat alike: nobody can mean them. */
  private static boolean hasDotSegment(String raw) {
    for (String segment : raw.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
