package io.sensorplatform.sensor.query;

import io.sensorplatform.defaults.hop.HopHeaders;
import io.sensorplatform.defaults.hop.TimeLeft;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What is stored of one sensor.
 *
 * <ul>
 *   <li>{@code GET /v1/sensors/{id}/readings?from&to&order&limit&cursor}: those observed in [from,
 *       to), newest first unless {@code order=asc}, 100 of them unless {@code limit} says otherwise
 *       (1,000 at most). {@code nextCursor} leads to the next page and holds the query: beside it
 *       from, to and order can be left out, and if told must be the same.
 *   <li>{@code GET /v1/sensors/{id}/latest}: the one observed last.
 * </ul>
 *
 * Both are 404 {@code sensor-not-found} if no reading of the sensor was ever stored, and 403 {@code
 * sensor-not-allowed} if the token does not cover it, whether or not it exists.
 */
@RestController
class QueryController {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ReadingStore store;

  QueryController(ReadingStore store) {
    this.store = store;
  }

  @GetMapping(path = SensorPath.PREFIX + "{*path}", produces = MediaType.APPLICATION_JSON_VALUE)
  Object sensor(VerifiedToken token, HttpServletRequest request) {
    token.require(Scopes.READINGS_READ);
    SensorPath path = SensorPath.of(request.getRequestURI());
    return switch (path.operation()) {
      case "readings" -> readings(token, sensorId(token, path), request);
      case "latest" -> latest(token, sensorId(token, path), request);
      default ->
          throw new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at this path.");
    };
  }

  private StoredReading.Page readings(
      VerifiedToken token, String sensorId, HttpServletRequest request) {
    PageRequest page =
        PageRequest.of(
            sensorId,
            request.getParameter("from"),
            request.getParameter("to"),
            request.getParameter("order"),
            request.getParameter("limit"),
            request.getParameter("cursor"));
    List<StoredReading> found =
        store
            .page(token.tenant(), sensorId, page, timeLeft(request))
            .orElseThrow(() -> notFound(sensorId));
    List<StoredReading> told = found.subList(0, Math.min(found.size(), page.limit()));
    String next =
        found.size() > page.limit()
            ? page.next(told.getLast().observedAtMicros()).text(sensorId)
            : null;
    return new StoredReading.Page(sensorId, told.stream().map(StoredReading::item).toList(), next);
  }

  private StoredReading.Latest latest(
      VerifiedToken token, String sensorId, HttpServletRequest request) {
    PageRequest newest = PageRequest.of(sensorId, null, null, null, "1", null);
    return store
        .page(token.tenant(), sensorId, newest, timeLeft(request))
        .flatMap(found -> found.stream().findFirst())
        .map(reading -> new StoredReading.Latest(sensorId, reading.item()))
        .orElseThrow(() -> notFound(sensorId));
  }

  private static Duration timeLeft(HttpServletRequest request) {
    return TimeLeft.of(request.getHeader(HopHeaders.REQUEST_TIMEOUT), PATIENCE);
  }

  private static String sensorId(VerifiedToken token, SensorPath path) {
    if (!token.covers(path.sensorId())) {
      throw new ProblemException(
          ProblemCode.SENSOR_NOT_ALLOWED,
          "No sensor prefix of the token covers %s.".formatted(path.sensorId()));
    }
    return path.sensorId();
  }

  private static ProblemException notFound(String sensorId) {
    return new ProblemException(
        ProblemCode.SENSOR_NOT_FOUND, "No reading of %s is stored.".formatted(sensorId));
  }
}
