package io.sensorplatform.auth.operator;

import io.sensorplatform.auth.audit.Refusals;
import io.sensorplatform.auth.store.StoreOutage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.NestedRuntimeException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets an attempt to sign in pass to where its password is looked at, or says to wait. */
final class SignInGate extends OncePerRequestFilter {

  private final SignInAttempts attempts;
  private final Refusals refusals;

  SignInGate(SignInAttempts attempts, Refusals refusals) {
    this.attempts = attempts;
    this.refusals = refusals;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || !request.getRequestURI().equals(LoginPage.PATH);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String username = username(request);
    try {
      if (!attempts.begin(username, request.getRemoteAddr())) {
        refusals.note(username, "operator.sign-in", "", "too-many-attempts");
        response.sendRedirect(LoginPage.PATH + "?locked");
        return;
      }
    } catch (NestedRuntimeException e) {
      if (!StoreOutage.is(e)) {
        throw e;
      }
      response.sendRedirect(LoginPage.PATH + "?unavailable");
      return;
    }
    chain.doFilter(request, response);
  }

  static String username(HttpServletRequest request) {
    String username = request.getParameter("username");
    return username == null ? "" : username;
  }
}
