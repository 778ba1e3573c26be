package io.sensorplatform.defaults.problem;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.sensorplatform.defaults.log.LogFields;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a known failure as the answer of a servlet request. */
public final class ProblemWriter {

  private ProblemWriter() {}

  public static void write(
      ProblemException problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    // What failed outside MVC is answered at /error; the caller asked for another path.
    String path =
        request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked
            ? asked
            : request.getRequestURI();
    request.setAttribute(LogFields.CODE, problem.code().code());
    byte[] body = problem.toProblem(path, currentTraceId()).toJson();
    response.resetBuffer();
    response.setStatus(problem.code().status());
    problem.headers().forEach(response::setHeader);
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static @Nullable String currentTraceId() {
    SpanContext current = Span.current().getSpanContext();
    return current.isValid() ? current.getTraceId() : null;
  }
}
