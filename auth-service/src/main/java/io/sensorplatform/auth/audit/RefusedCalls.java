package io.sensorplatform.auth.audit;

import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

/** Notes each call of the API that was answered 401 or 403, whichever endpoint it was. */
final class RefusedCalls extends OncePerRequestFilter {

  private final Refusals refusals;

  RefusedCalls(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, response);
    int status = response.getStatus();
    if (status == HttpServletResponse.SC_UNAUTHORIZED
        || status == HttpServletResponse.SC_FORBIDDEN) {
      // The platform's token filter leaves the token here.
      Object token = request.getAttribute(VerifiedToken.class.getName());
      refusals.note(
          token instanceof VerifiedToken caller ? caller.subject() : RefusedCallers.UNKNOWN,
          "api.call",
          request.getMethod() + " " + request.getRequestURI(),
          Integer.toString(status));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Registration {

    @Bean
    FilterRegistrationBean<RefusedCalls> refusedCalls(Refusals refusals) {
      var registration = new FilterRegistrationBean<>(new RefusedCalls(refusals));
      registration.addUrlPatterns("/v1/*");
      // Around the token filter, which is at 0.
      registration.setOrder(-1);
      return registration;
    }
  }
}
