package io.sensorplatform.defaults.log;

import io.opentelemetry.api.trace.Span;
import io.sensorplatform.defaults.hop.HopHeaders;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Puts the correlation id into every line that a request causes and into its answer; and writes one
 * line for each request, if the setting says so.
 */
final class RequestLog extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

  private final LogSettings settings;

  RequestLog(LogSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var span = Span.current().getSpanContext();
    String id =
        CorrelationId.of(
            request.getHeader(CorrelationId.HEADER), span.isValid() ? span.getTraceId() : "");
    long begun = System.nanoTime();
    if (!id.isEmpty()) {
      MDC.put(LogFields.CORRELATION, id);
      response.setHeader(CorrelationId.HEADER, id);
    }
    try {
      chain.doFilter(request, response);
    } finally {
      if (settings.access() && !request.isAsyncStarted()) {
        tell(request, response, System.nanoTime() - begun);
      }
      MDC.remove(LogFields.CORRELATION);
      MDC.remove(LogFields.TENANT);
      MDC.remove(LogFields.CLIENT);
    }
  }

  private static void tell(HttpServletRequest request, HttpServletResponse response, long nanos) {
    LoggingEventBuilder line =
        log.atLevel(Level.INFO)
            .addKeyValue("http.request.method", request.getMethod())
            .addKeyValue("http.response.status_code", response.getStatus())
            .addKeyValue("duration_ms", nanos / 1_000_000);
    if (request.getAttribute(LogFields.CODE) instanceof String code) {
      line = line.addKeyValue(LogFields.CODE, code);
    }
    String accepted = response.getHeader(HopHeaders.ACCEPTED);
    if (accepted != null) {
      line = line.addKeyValue(LogFields.READINGS, accepted);
    }
    line.log("{} answered with {}", request.getMethod(), response.getStatus());
  }
}
