package io.sensorplatform.auth.token;

import io.sensorplatform.auth.operator.Operator;
import io.sensorplatform.defaults.token.TokenClaims;
import io.sensorplatform.defaults.token.TokenSettings;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/**
 * What an access token says (RFC 9068), beyond issuer, subject and times: what it allows, and what
 * can be revoked to end it. Its generation is the version of the very row that it speaks of, so
 * that no clock decides whether it is from before a change or after.
 */
@Component
final class AccessTokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

  /** Keeps an ID token from being taken for an access token (RFC 9068 s2.1). */
  private static final String TYPE = "at+jwt";

  private final TokenSettings settings;

  AccessTokenClaims(TokenSettings settings) {
    this.settings = settings;
  }

  @Override
  public void customize(JwtEncodingContext context) {
    if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
      return;
    }
    JwtClaimsSet.Builder claims = context.getClaims();
    Authentication principal = Objects.requireNonNull(context.getPrincipal());
    if (principal.getPrincipal() instanceof Operator operator) {
      claims
          .claim("tenant", operator.tenant())
          .claim("sensors", List.of(VerifiedToken.ALL_SENSORS))
          .claim(TokenClaims.SESSION, Objects.requireNonNull(context.getAuthorization()).getId())
          .claim(TokenClaims.GENERATION, operator.version());
    } else {
      RegisteredClient device = context.getRegisteredClient();
      claims
          .claim("tenant", Clients.tenant(device))
          .claim("sensors", Clients.sensors(device))
          .claim(TokenClaims.API_KEY, Clients.key(device))
          .claim(TokenClaims.GENERATION, Clients.version(device));
    }
    context.getJwsHeader().type(TYPE);
    claims
        .audience(List.of(settings.audience()))
        .claim("client_id", context.getRegisteredClient().getClientId())
        .claim("scope", String.join(" ", new TreeSet<>(context.getAuthorizedScopes())))
        // Says no more than iat, and would fail where a verifier's clock is behind.
        .claims(all -> all.remove("nbf"));
  }
}
