package io.sensorplatform.sensor.ingest;

import io.sensorplatform.defaults.log.CorrelationId;
import io.sensorplatform.defaults.log.LogFields;
import io.sensorplatform.defaults.problem.ProblemAnswers;
import io.sensorplatform.defaults.token.BearerToken;
import io.sensorplatform.defaults.token.TokenVerifier;
import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.ResponseEntity;

/**
 * Takes plain POSTs of readings straight to {@link IngestController}. Of a POST of one reading,
 * Spring's filters, its observation and its dispatcher cost more than everything that is done with
 * the reading (docs/decisions/0041). What is not plain, such as another method or content type,
 * goes the long way, which has an answer for everything.
 */
final class ShortWay implements Filter {

  private static final String PATH = "/v1/readings";

  /** As clients write them. */
  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/json;charset=utf-8",
          "application/json; charset=utf-8",
          "application/x-ndjson");

  private final IngestController controller;
  private final TokenVerifier tokens;
  private final ProblemAnswers problems;
  private final IngestSpans spans;
  private final RequestTimers timers;

  ShortWay(
      IngestController controller,
      TokenVerifier tokens,
      ProblemAnswers problems,
      IngestSpans spans,
      RequestTimers timers) {
    this.controller = controller;
    this.tokens = tokens;
    this.problems = problems;
    this.spans = spans;
    this.timers = timers;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer
        && isPlain(http)) {
      serve(http, answer);
    } else {
      chain.doFilter(request, response);
    }
  }

  static boolean isPlain(HttpServletRequest request) {
    return request.getRequestURI().equals(PATH)
        && request.getMethod().equals("POST")
        && request.getQueryString() == null
        && isReadings(request.getContentType())
        && takesJson(request.getHeader("Accept"));
  }

  private static boolean isReadings(@Nullable String type) {
    return type != null && TYPES.contains(type.toLowerCase(Locale.ROOT));
  }

  private static boolean takesJson(@Nullable String accept) {
    return accept == null || accept.equals("*/*") || accept.equals("application/json");
  }

  private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    IngestSpan span = spans.begin(request);
    try (var current = span.around().makeCurrent()) {
      String correlation =
          CorrelationId.of(request.getHeader(CorrelationId.HEADER), span.traceId());
      MDC.put(LogFields.CORRELATION, correlation);
      response.setHeader(CorrelationId.HEADER, correlation);
      answer(request, response);
      timers.ended(response.getStatus(), span.nanos());
      spans.ended(span, response.getStatus(), request.getAttribute(LogFields.CODE));
    } finally {
      MDC.remove(LogFields.CORRELATION);
      MDC.remove(LogFields.TENANT);
      MDC.remove(LogFields.CLIENT);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      VerifiedToken token =
          tokens.verify(BearerToken.of(Collections.list(request.getHeaders("Authorization"))));
      MDC.put(LogFields.TENANT, token.tenant());
      MDC.put(LogFields.CLIENT, token.subject());
      write(controller.ingest(token, request, response), response);
    } catch (RuntimeException e) {
      problems.answer(e, request, response);
    }
  }

  private static void write(ResponseEntity<byte[]> answer, HttpServletResponse response)
      throws IOException {
    byte[] body = answer.getBody();
    response.setStatus(answer.getStatusCode().value());
    answer
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
    if (body != null) {
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
