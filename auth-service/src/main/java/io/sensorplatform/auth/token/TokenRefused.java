package io.sensorplatform.auth.token;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;

/** A refusal whose reason is for our metrics; who asked learns only the error code. */
final class TokenRefused extends OAuth2AuthenticationException {

  private final String reason;

  TokenRefused(String errorCode, String reason) {
    super(errorCode);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
