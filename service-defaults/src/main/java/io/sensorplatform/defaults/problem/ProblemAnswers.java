package io.sensorplatform.defaults.problem;

import io.sensorplatform.defaults.log.Runbook;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Turns what was thrown into a problem document; the unknown into a logged 500. */
public final class ProblemAnswers {

  private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

  private final Outages outages;

  ProblemAnswers(Outages outages) {
    this.outages = outages;
  }

  public void answer(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (failure instanceof AsyncRequestNotUsableException) {
      // The caller has left: nobody reads an answer, and nothing has failed here.
      return;
    }
    ProblemException problem = toProblem(failure, request);
    outages.count(problem.code());
    ProblemWriter.write(problem, request, response);
  }

  private static ProblemException toProblem(Exception failure, HttpServletRequest request) {
    return switch (failure) {
      case ProblemException known -> known;
      case InvalidParameterException e -> badParameter();
      case HttpRequestMethodNotSupportedException e ->
          methodNotAllowed(e, "%s is not allowed on this path.".formatted(request.getMethod()));
      case HttpMediaTypeNotSupportedException e ->
          new ProblemException(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "Content-Type is %s; understood here: %s."
                  .formatted(
                      e.getContentType() == null ? "missing" : e.getContentType(),
                      e.getSupportedMediaTypes().stream()
                          .map(MediaType::toString)
                          .collect(Collectors.joining(", "))));
      case HttpMessageNotReadableException e -> UnreadableBody.problem(e);
      case TypeMismatchException e ->
          new ProblemException(
              ProblemCode.INVALID_PARAMETER,
              "'%s' has a value of the wrong form.".formatted(e.getPropertyName()));
      case ServletRequestBindingException e ->
          new ProblemException(ProblemCode.INVALID_PARAMETER, detail(e));
      case ErrorResponse e -> ofStatus(e.getStatusCode().value(), detail(e), failure, request);
      default -> ofStatus(500, "", failure, request);
    };
  }

  /** A failure that is known by its status only, such as one that Tomcat found. */
  static ProblemException ofStatus(
      int status,
      String detail,
      @org.jspecify.annotations.Nullable Throwable failure,
      HttpServletRequest request) {
    if (failure instanceof InvalidParameterException) {
      return badParameter();
    }
    if (failure instanceof IllegalArgumentException && namesNoMediaType(request)) {
      return new ProblemException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type names a range, not a media type.");
    }
    return switch (status) {
      case 404 -> new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at this path.");
      case 405 ->
          new ProblemException(
              ProblemCode.METHOD_NOT_ALLOWED,
              "%s is not allowed on this path.".formatted(request.getMethod()));
      case 406 ->
          new ProblemException(
              ProblemCode.NOT_ACCEPTABLE, "Nothing of what Accept asks for can be given.");
      case 413 -> new ProblemException(ProblemCode.BODY_TOO_LARGE, "The body is over the limit.");
      case 415 ->
          new ProblemException(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The content type is not understood here.");
      default -> {
        if (status >= 400 && status < 500) {
          yield new ProblemException(
              ProblemCode.MALFORMED_REQUEST, detail.isEmpty() ? "The request is wrong." : detail);
        }
        log.atError()
            .addKeyValue(Runbook.KEY, Runbook.AVAILABILITY_BURN)
            .setCause(failure)
            .log("Unexpected failure of {} {}", request.getMethod(), request.getRequestURI());
        yield new ProblemException(ProblemCode.INTERNAL_ERROR, "The platform failed unexpectedly.");
      }
    };
  }

  /** Tomcat's word for a query or a form that is not one. */
  private static ProblemException badParameter() {
    return new ProblemException(
        ProblemCode.INVALID_PARAMETER,
        "A parameter has no name, or is not encoded as URLs and forms have it.");
  }

  /**
   * {@code Content-Type: *} and the like, which are for {@code Accept} only (RFC 9110, section
   * 8.3). Spring fails over them wherever it reads a request's headers, also of one for which there
   * is no handler.
   */
  private static boolean namesNoMediaType(HttpServletRequest request) {
    String contentType = request.getContentType();
    try {
      return contentType != null && !MediaType.parseMediaType(contentType).isConcrete();
    } catch (InvalidMediaTypeException e) {
      // Spring itself refuses what is none at all.
      return false;
    }
  }

  private static ProblemException methodNotAllowed(
      HttpRequestMethodNotSupportedException e, String detail) {
    var problem = new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, detail);
    String[] allowed = e.getSupportedMethods();
    return allowed == null ? problem : problem.withHeader("Allow", String.join(", ", allowed));
  }

  private static String detail(ErrorResponse failure) {
    String detail = failure.getBody().getDetail();
    return detail == null ? "" : detail;
  }
}
