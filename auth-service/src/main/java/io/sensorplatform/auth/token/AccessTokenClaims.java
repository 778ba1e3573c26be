package io.sensorplatform.auth.token;

import io.sensorplatform.auth.operator.Operator;
import io.sensorplatform.defaults.token.TokenSettings;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/** What an access token says (RFC 9068), beyond issuer, subject and times. */
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
    String tenant;
    List<String> sensors;
    Authentication principal = Objects.requireNonNull(context.getPrincipal());
    if (principal.getPrincipal() instanceof Operator operator) {
      tenant = operator.tenant();
      sensors = List.of(VerifiedToken.ALL_SENSORS);
    } else {
      tenant = Clients.tenant(context.getRegisteredClient());
      sensors = Clients.sensors(context.getRegisteredClient());
    }
    context.getJwsHeader().type(TYPE);
    context
        .getClaims()
        .audience(List.of(settings.audience()))
        .claim("client_id", context.getRegisteredClient().getClientId())
        .claim("tenant", tenant)
        .claim("sensors", sensors)
        .claim("scope", String.join(" ", new TreeSet<>(context.getAuthorizedScopes())))
        // Says no more than iat, and would fail where a verifier's clock is behind.
        .claims(claims -> claims.remove("nbf"));
  }
}
