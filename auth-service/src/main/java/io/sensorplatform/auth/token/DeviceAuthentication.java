package io.sensorplatform.auth.token;

import io.sensorplatform.auth.key.KeyCheck;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/**
 * Knows a device by its client id and an API key as its client secret (RFC 6749 s2.3.1). Not a
 * bean, or the login form would use it, too.
 */
final class DeviceAuthentication implements AuthenticationProvider {

  private static final Set<ClientAuthenticationMethod> METHODS =
      Set.of(
          ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
          ClientAuthenticationMethod.CLIENT_SECRET_POST);

  private final KeyCheck keys;
  private final Clients clients;

  DeviceAuthentication(KeyCheck keys, Clients clients) {
    this.keys = keys;
    this.clients = clients;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    var presented = (OAuth2ClientAuthenticationToken) authentication;
    if (!METHODS.contains(presented.getClientAuthenticationMethod())) {
      return null;
    }
    String key = presented.getCredentials() == null ? "" : presented.getCredentials().toString();
    return switch (keys.check(presented.getPrincipal().toString(), key)) {
      case KeyCheck.Result.Good good ->
          new OAuth2ClientAuthenticationToken(
              clients.of(good.device(), good.keyId()),
              presented.getClientAuthenticationMethod(),
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
