package io.sensorplatform.auth.operator;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers 400 where Spring's firewall finds control characters only once a controller reads
 * parameters or headers; what it finds before is answered by itself.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class RejectedRequests {

  @ExceptionHandler
  void handle(
      RequestRejectedException rejected, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemWriter.write(
        new ProblemException(
            ProblemCode.MALFORMED_REQUEST, "A parameter or a header holds what it may not."),
        request,
        response);
  }
}
