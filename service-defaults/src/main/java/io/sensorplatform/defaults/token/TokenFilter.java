package io.sensorplatform.defaults.token;

import io.sensorplatform.defaults.log.LogFields;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request pass only with a good token, which a controller then takes as a parameter. */
final class TokenFilter extends OncePerRequestFilter {

  static final String ATTRIBUTE = VerifiedToken.class.getName();

  private final TokenVerifier verifier;

  TokenFilter(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      List<String> authorization = Collections.list(request.getHeaders("Authorization"));
      VerifiedToken token = verifier.verify(BearerToken.of(authorization));
      request.setAttribute(ATTRIBUTE, token);
      // Taken away with the request, by what put the correlation id there.
      MDC.put(LogFields.TENANT, token.tenant());
      MDC.put(LogFields.CLIENT, token.subject());
    } catch (ProblemException e) {
      ProblemWriter.write(e, request, response);
      return;
    }
    chain.doFilter(request, response);
  }
}
