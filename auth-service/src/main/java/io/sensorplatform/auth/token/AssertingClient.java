package io.sensorplatform.auth.token;

import io.sensorplatform.auth.key.AssertionCheck;
import io.sensorplatform.auth.key.KeyCheck;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/**
 * Knows a device by an assertion that it signed with its private key (private_key_jwt, RFC 7523).
 * Spring's own provider knows one set of keys per client, at a URL, and remembers no jti.
 */
final class AssertingClient implements AuthenticationProvider {

  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final AssertionCheck assertions;
  private final Clients clients;

  AssertingClient(AssertionCheck assertions, Clients clients) {
    this.assertions = assertions;
    this.clients = clients;
  }

  static @Nullable Authentication of(HttpServletRequest request) {
    String assertion = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION);
    String type = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION_TYPE);
    if (assertion == null && type == null) {
      return null;
    }
    if (assertion == null
        || !TYPE.equals(type)
        // One way to say who one is, not two (RFC 6749 s2.3).
        || request.getHeader(HttpHeaders.AUTHORIZATION) != null
        || request.getParameter(OAuth2ParameterNames.CLIENT_SECRET) != null) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
    }
    String clientId = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
    if (clientId == null) {
      clientId = AssertionCheck.claimedClient(assertion);
    }
    if (clientId == null || clientId.isBlank()) {
      throw new TokenRefused(OAuth2ErrorCodes.INVALID_CLIENT, "malformed-assertion");
    }
    return new OAuth2ClientAuthenticationToken(
        clientId, ClientAuthenticationMethod.PRIVATE_KEY_JWT, assertion, null);
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    var presented = (OAuth2ClientAuthenticationToken) authentication;
    if (!ClientAuthenticationMethod.PRIVATE_KEY_JWT.equals(
        presented.getClientAuthenticationMethod())) {
      return null;
    }
    String assertion = String.valueOf(presented.getCredentials());
    return switch (assertions.check(presented.getPrincipal().toString(), assertion)) {
      case KeyCheck.Result.Good good ->
          new OAuth2ClientAuthenticationToken(
              clients.of(good.device(), good.keyId()),
              ClientAuthenticationMethod.PRIVATE_KEY_JWT,
              null);
      case KeyCheck.Result.Refused refused ->
          throw new TokenRefused(
              OAuth2ErrorCodes.INVALID_CLIENT,
              refused.why().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    };
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
  }
}
