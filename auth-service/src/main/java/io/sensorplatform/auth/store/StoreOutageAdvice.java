package io.sensorplatform.auth.store;

import io.sensorplatform.defaults.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers 503 where a controller found the database away. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class StoreOutageAdvice {

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    TransactionException.class
  })
  void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ProblemWriter.write(StoreOutage.problem(), request, response);
  }
}
