package io.sensorplatform.auth.token;

import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.TokenVerifier;
import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Token revocation (RFC 7009): an operator's tool signs out with any token of its sign-in, which
 * ends all of them. Spring's own endpoint would look for access tokens where there are none.
 */
@RestController
class SignOutEndpoint {

  private final RefreshTokens refreshTokens;
  private final Sessions sessions;
  private final TokenVerifier verifier;

  SignOutEndpoint(RefreshTokens refreshTokens, Sessions sessions, TokenVerifier verifier) {
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
    this.verifier = verifier;
  }

  /** A token that is none, or no longer good, is as revoked as it can be: 200 (s2.2). */
  @PostMapping(path = Endpoints.REVOKE, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  ResponseEntity<?> revoke(HttpServletRequest request) {
    try {
      StrictParameters.ofTokenRequest(request);
    } catch (OAuth2AuthenticationException e) {
      return refused(400, OAuth2ErrorCodes.INVALID_REQUEST);
    }
    String token = request.getParameter("token");
    if (token == null || token.isEmpty()) {
      return refused(400, OAuth2ErrorCodes.INVALID_REQUEST);
    }
    if (!Clients.CLI.equals(request.getParameter("client_id"))) {
      return refused(401, OAuth2ErrorCodes.INVALID_CLIENT);
    }
    String session = refreshTokens.session(token);
    String username = session == null ? null : sessions.username(session).orElse(null);
    if (session == null) {
      VerifiedToken access = access(token);
      if (access != null && access.origin().session() == null) {
        return refused(400, OAuth2ErrorCodes.UNSUPPORTED_TOKEN_TYPE);
      }
      session = access == null ? null : access.origin().session();
      username = access == null ? null : access.subject();
    }
    if (session != null && username != null) {
      sessions.end(username, session);
    }
    return ResponseEntity.ok().header("Cache-Control", "no-store").build();
  }

  private @Nullable VerifiedToken access(String token) {
    try {
      return verifier.verify(token);
    } catch (ProblemException e) {
      return null;
    }
  }

  private static ResponseEntity<Map<String, String>> refused(int status, String error) {
    return ResponseEntity.status(status)
        .header("Cache-Control", "no-store")
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("error", error));
  }
}
