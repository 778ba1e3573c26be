package io.sensorplatform.stream.trace;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/traces/readings/{sensorId}/{observedAt}}: where this reading is. Devices ask about
 * the sensors that their token covers; operators about all of their tenant, and those of the whole
 * platform about any with {@code ?tenant=}.
 */
@RestController
class TraceController {

  private final ReadingTracer tracer;

  TraceController(ReadingTracer tracer) {
    this.tracer = tracer;
  }

  @GetMapping(path = ReadingName.PREFIX + "{*path}", produces = MediaType.APPLICATION_JSON_VALUE)
  TraceAnswer trace(
      VerifiedToken token,
      @RequestParam(required = false) @Nullable String tenant,
      HttpServletRequest request) {
    boolean operator = token.has(Scopes.OPERATIONS);
    if (!operator) {
      token.require(Scopes.READINGS_READ);
    }
    if (tenant != null && !token.reaches(tenant)) {
      throw new ProblemException(
          ProblemCode.TENANT_NOT_ALLOWED, "The readings of another tenant are not yours to see.");
    }
    var name = ReadingName.of(tenant == null ? token.tenant() : tenant, request.getRequestURI());
    if (!operator && !token.covers(name.sensorId())) {
      throw new ProblemException(
          ProblemCode.SENSOR_NOT_ALLOWED,
          "No sensor prefix of the token covers %s.".formatted(name.sensorId()));
    }
    return tracer.trace(name);
  }
}
