package io.sensorplatform.gateway.telemetry;

import io.sensorplatform.defaults.log.LogFields;
import io.sensorplatform.defaults.log.LogSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/** One line for each request, if the setting says so. */
@Component
public final class AccessLog {

  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

  private final LogSettings settings;

  AccessLog(LogSettings settings) {
    this.settings = settings;
  }

  /** A request ended. */
  public void ended(RequestSpan request, String route) {
    if (!settings.access()) {
      return;
    }
    LoggingEventBuilder line =
        log.atInfo()
            .addKeyValue(LogFields.TRACE, request.traceId())
            .addKeyValue(LogFields.CORRELATION, request.correlation())
            .addKeyValue("http.request.method", request.method)
            .addKeyValue("http.response.status_code", request.status)
            .addKeyValue("route", route)
            .addKeyValue("duration_ms", (request.ended - request.begun) / 1_000_000);
    line = with(line, LogFields.TENANT, request.tenant);
    line = with(line, LogFields.CLIENT, request.principal);
    line = with(line, LogFields.READINGS, request.readings);
    line = with(line, LogFields.CODE, request.error);
    line.log("{} on route {} answered with {}", request.method, route, request.status);
  }

  private static LoggingEventBuilder with(
      LoggingEventBuilder line, String name, @Nullable String value) {
    return value == null ? line : line.addKeyValue(name, value);
  }
}
