package io.sensorplatform.auth.token;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Lets a client without a secret refresh: it says who it is, and the refresh token, which is good
 * once, is the proof. Spring's own provider asks for a code verifier, which there is none of here.
 */
final class RefreshingClient implements AuthenticationProvider {

  private static final String GRANT = AuthorizationGrantType.REFRESH_TOKEN.getValue();

  private final Clients clients;

  RefreshingClient(Clients clients) {
    this.clients = clients;
  }

  static @Nullable Authentication of(HttpServletRequest request) {
    String clientId = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
    return clientId != null
            && GRANT.equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))
            && request.getParameter(OAuth2ParameterNames.CLIENT_SECRET) == null
            && request.getHeader(HttpHeaders.AUTHORIZATION) == null
        ? new OAuth2ClientAuthenticationToken(
            clientId,
            ClientAuthenticationMethod.NONE,
            null,
            Map.of(OAuth2ParameterNames.GRANT_TYPE, GRANT))
        : null;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    var presented = (OAuth2ClientAuthenticationToken) authentication;
    if (!ClientAuthenticationMethod.NONE.equals(presented.getClientAuthenticationMethod())
        || !GRANT.equals(
            presented.getAdditionalParameters().get(OAuth2ParameterNames.GRANT_TYPE))) {
      return null;
    }
    RegisteredClient client = clients.findByClientId(presented.getPrincipal().toString());
    if (client == null) {
      throw new TokenRefused(OAuth2ErrorCodes.INVALID_CLIENT, "unknown-client");
    }
    return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
  }
}
