package io.sensorplatform.auth.token;

import io.sensorplatform.auth.audit.Refusals;
import io.sensorplatform.auth.store.StoreOutage;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the token endpoint answers: tokens and errors of RFC 6749 s5. An error says its code and no
 * more, so that nobody learns which part of their credentials was right.
 */
@Component
final class TokenAnswers {

  private final OAuth2AccessTokenResponseAuthenticationSuccessHandler tokens =
      new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
  private final TokenMetrics metrics;
  private final Refusals refusals;
  private final JsonMapper json;

  TokenAnswers(TokenMetrics metrics, Refusals refusals, JsonMapper json) {
    this.metrics = metrics;
    this.refusals = refusals;
    this.json = json;
  }

  void issue(HttpServletRequest request, HttpServletResponse response, Authentication token)
      throws IOException, ServletException {
    tokens.onAuthenticationSuccess(request, response, token);
    metrics.issued(request);
  }

  void refuse(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    String error =
        failure instanceof OAuth2AuthenticationException known
            ? known.getError().getErrorCode()
            : OAuth2ErrorCodes.INVALID_CLIENT;
    String reason =
        failure instanceof TokenRefused refused ? refused.reason() : error.replace('_', '-');
    metrics.refused(request, reason);
    refusals.note(ClientId.presented(request), "token.get", metrics.grant(request), reason);
    if (error.equals(OAuth2ErrorCodes.INVALID_CLIENT)) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"sensor-platform\"");
    } else {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    }
    write(response, error);
  }

  /** The database is away: nothing is wrong with the request. */
  void unavailable(HttpServletRequest request, HttpServletResponse response) throws IOException {
    metrics.refused(request, TokenMetrics.STORE_UNAVAILABLE);
    response.resetBuffer();
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(StoreOutage.RETRY.toSeconds()));
    write(response, OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE);
  }

  /** Spring's firewall found control characters; no parameter can be read any more. */
  void malformed(HttpServletResponse response) throws IOException {
    response.resetBuffer();
    response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    write(response, OAuth2ErrorCodes.INVALID_REQUEST);
  }

  private void write(HttpServletResponse response, String error) throws IOException {
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.getOutputStream().write(json.writeValueAsBytes(Map.of("error", error)));
  }
}
