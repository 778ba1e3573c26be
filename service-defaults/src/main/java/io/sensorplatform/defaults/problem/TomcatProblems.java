package io.sensorplatform.defaults.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * Answers what Tomcat refuses before it knows the application, such as a path that is not properly
 * encoded: with a problem document in place of Tomcat's page.
 */
public final class TomcatProblems extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      ProblemWriter.write(problem(status), request.getRequest(), response.getResponse());
      response.finishResponse();
    } catch (IOException e) {
      // The caller is gone: there is nobody left to tell.
    }
  }

  private static ProblemException problem(int status) {
    return switch (status) {
      case 404 -> new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at this path.");
      case 405 ->
          new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, "The method is not allowed here.");
      default ->
          status < 500
              ? new ProblemException(
                  ProblemCode.MALFORMED_REQUEST,
                  "The path or a header is not as HTTP and URIs have it.")
              : new ProblemException(
                  ProblemCode.INTERNAL_ERROR, "The platform failed unexpectedly.");
    };
  }
}
