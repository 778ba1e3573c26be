package io.sensorplatform.defaults.token;

import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
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
      request.setAttribute(ATTRIBUTE, verifier.verify(BearerToken.of(authorization)));
    } catch (ProblemException e) {
      ProblemWriter.write(e, request, response);
      return;
    }
    chain.doFilter(request, response);
  }
}
