package io.sensorplatform.auth.token;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** A device that asks for no scope gets all that it may have (RFC 6749 s3.3). */
final class DeviceTokenRequest implements AuthenticationConverter {

  private final OAuth2ClientCredentialsAuthenticationConverter standard =
      new OAuth2ClientCredentialsAuthenticationConverter();

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    Authentication converted = standard.convert(request);
    if (converted instanceof OAuth2ClientCredentialsAuthenticationToken asked
        && asked.getScopes().isEmpty()
        && asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken client) {
      RegisteredClient device = client.getRegisteredClient();
      if (device != null) {
        return new OAuth2ClientCredentialsAuthenticationToken(
            client, device.getScopes(), asked.getAdditionalParameters());
      }
    }
    return converted;
  }
}
