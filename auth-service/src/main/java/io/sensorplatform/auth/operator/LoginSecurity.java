package io.sensorplatform.auth.operator;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.audit.Refusals;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.transaction.TransactionException;

/**
 * Signing in, and everything that no other chain knows: there is nothing else, so it is a 404 and
 * not open by accident.
 */
@Configuration(proxyBeanMethods = false)
class LoginSecurity {

  @Bean
  @Order(3)
  SecurityFilterChain login(
      HttpSecurity http, SignInAttempts attempts, AuditLog audit, Refusals refusals) {
    var authorizationRequests = new HttpSessionRequestCache();
    // Only reads what the authorization endpoint saved: nothing else is worth a session.
    authorizationRequests.setRequestMatcher(request -> false);
    return http.authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                .permitAll()
                .requestMatchers(EndpointRequest.toAnyEndpoint())
                .permitAll()
                .requestMatchers(LoginPage.PATH)
                .permitAll()
                .requestMatchers(HttpMethod.POST, Setup.PATH)
                .permitAll()
                .anyRequest()
                .denyAll())
        // These take JSON and know no session: no page elsewhere can send it for somebody.
        .csrf(csrf ->
            csrf.ignoringRequestMatchers(
                EndpointRequest.toAnyEndpoint(), pathPattern(HttpMethod.POST, Setup.PATH)))
        .requestCache(cache -> cache.requestCache(authorizationRequests))
        .formLogin(form ->
            form.loginPage(LoginPage.PATH)
                .successHandler((request, response, operator) -> {
                  if (isNoted(operator, request, attempts, audit)) {
                    resume(request, response, authorizationRequests);
                  } else {
                    request.getSession().invalidate();
                    response.sendRedirect(LoginPage.PATH + "?unavailable");
                  }
                })
                .failureHandler((request, response, e) -> sayWhy(request, response, e, refusals)))
        .addFilterBefore(
            new SignInGate(attempts, refusals), UsernamePasswordAuthenticationFilter.class)
        .headers(headers ->
            headers.contentSecurityPolicy(policy -> policy.policyDirectives(LoginPage.POLICY)))
        .exceptionHandling(handling ->
            handling
                .authenticationEntryPoint((request, response, e) -> notFound(request, response))
                .accessDeniedHandler((request, response, e) -> {
                  if (request.getRequestURI().equals(LoginPage.PATH)) {
                    response.sendRedirect(LoginPage.PATH + "?expired");
                  } else {
                    notFound(request, response);
                  }
                }))
        .build();
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return PasswordEncoderFactories.createDelegatingPasswordEncoder();
  }

  /**
   * Goes on with the authorization request that led here. As a path only, so that it works behind
   * any proxy and never leads to another host.
   */
  private static void resume(
      HttpServletRequest request, HttpServletResponse response, RequestCache requests)
      throws IOException {
    if (requests.getRequest(request, response) instanceof DefaultSavedRequest saved) {
      requests.removeRequest(request, response);
      response.sendRedirect(saved.getRequestURI() + "?" + saved.getQueryString());
    } else {
      response.sendRedirect(LoginPage.PATH + "?done");
    }
  }

  /** Nobody gets in unnoticed. */
  private static boolean isNoted(
      Authentication signedIn,
      HttpServletRequest request,
      SignInAttempts attempts,
      AuditLog audit) {
    if (!(signedIn.getPrincipal() instanceof Operator operator)) {
      return false;
    }
    try {
      String name = operator.username();
      attempts.succeeded(SignInGate.username(request), request.getRemoteAddr());
      audit.write(Act.done(name, "operator.sign-in", name, operator.tenant(), null));
      return true;
    } catch (DataAccessException | TransactionException e) {
      return false;
    }
  }

  private static void sayWhy(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthenticationException e,
      Refusals refusals)
      throws IOException {
    boolean ourFault = e instanceof InternalAuthenticationServiceException;
    if (!ourFault) {
      refusals.note(SignInGate.username(request), "operator.sign-in", "", "wrong-credentials");
    }
    response.sendRedirect(LoginPage.PATH + (ourFault ? "?unavailable" : "?error"));
  }

  private static void notFound(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemWriter.write(
        new ProblemException(ProblemCode.NOT_FOUND, "There is nothing at this path."),
        request,
        response);
  }
}
