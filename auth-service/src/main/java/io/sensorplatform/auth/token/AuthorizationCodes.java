package io.sensorplatform.auth.token;

import io.sensorplatform.auth.operator.Operator;
import io.sensorplatform.auth.operator.Operators;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Keeps authorization codes from sign-in to redemption, in the database because another instance
 * may redeem them. A code is redeemed by one update, so of two that try at once one fails; and the
 * operator is looked up again then, so that the token holds what they may do at that moment.
 */
@Component
final class AuthorizationCodes {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Clients clients;
  private final Operators operators;

  AuthorizationCodes(JdbcClient jdbc, Clock clock, Clients clients, Operators operators) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.clients = clients;
    this.operators = operators;
  }

  void redeem(OAuth2AuthorizationCode code) {
    int redeemed =
        jdbc.sql(
                """
                update authorization_code set redeemed_at = ?
                where code_hash = ? and redeemed_at is null
                """)
            .params(Timestamp.from(clock.instant()), TokenHash.of(code.getTokenValue()))
            .update();
    if (redeemed == 0) {
      throw new TokenRefused(OAuth2ErrorCodes.INVALID_GRANT, "code-redeemed-twice");
    }
  }

  void insert(OAuth2Authorization authorization, OAuth2AuthorizationCode code) {
    OAuth2AuthorizationRequest request =
        Objects.requireNonNull(
            authorization.getAttribute(OAuth2AuthorizationRequest.class.getName()));
    Map<String, Object> parameters = request.getAdditionalParameters();
    // Codes live for a minute; nobody asks for those of an hour ago.
    jdbc.sql("delete from authorization_code where expires_at < ?")
        .param(Timestamp.from(clock.instant().minusSeconds(3_600)))
        .update();
    jdbc.sql(
            """
            insert into authorization_code
              (code_hash, id, client_id, username, redirect_uri, scopes, code_challenge, nonce,
               issued_at, expires_at)
            values
              (:hash, :id, :client, :username, :redirect, :scopes, :challenge, :nonce,
               :issued, :expires)
            """)
        .param("hash", TokenHash.of(code.getTokenValue()))
        .param("id", authorization.getId())
        .param("client", authorization.getRegisteredClientId())
        .param("username", authorization.getPrincipalName())
        .param("redirect", request.getRedirectUri())
        .param("scopes", request.getScopes().toArray(String[]::new))
        .param("challenge", parameters.get(PkceParameterNames.CODE_CHALLENGE))
        .param("nonce", parameters.get(OidcParameterNames.NONCE))
        .param("issued", Timestamp.from(Objects.requireNonNull(code.getIssuedAt())))
        .param("expires", Timestamp.from(Objects.requireNonNull(code.getExpiresAt())))
        .update();
  }

  void remove(OAuth2Authorization authorization) {
    jdbc.sql("delete from authorization_code where id = ?").param(authorization.getId()).update();
  }

  /** What the code stands for; null if it is none. */
  @Nullable OAuth2Authorization find(String token) {
    Kept kept =
        jdbc.sql(
                """
                select id, client_id, username, redirect_uri, scopes, code_challenge, nonce,
                  issued_at, expires_at, redeemed_at
                from authorization_code where code_hash = ?
                """)
            .param(TokenHash.of(token))
            .query((row, number) -> Kept.of(row))
            .optional()
            .orElse(null);
    if (kept == null) {
      return null;
    }
    RegisteredClient client = clients.findByClientId(kept.clientId());
    Operator operator = operators.find(kept.username()).orElse(null);
    return client == null || operator == null
        ? null
        : kept.toAuthorization(token, client, operator);
  }

  /** What was asked for at sign-in; empty: everything. */
  static Set<String> askedScopes(OAuth2Authorization authorization) {
    OAuth2AuthorizationRequest request =
        Objects.requireNonNull(
            authorization.getAttribute(OAuth2AuthorizationRequest.class.getName()));
    return request.getScopes();
  }

  private record Kept(
      String id,
      String clientId,
      String username,
      String redirectUri,
      Set<String> scopes,
      String codeChallenge,
      @Nullable String nonce,
      Instant issuedAt,
      Instant expiresAt,
      boolean redeemed) {

    static Kept of(ResultSet row) throws SQLException {
      return new Kept(
          row.getString("id"),
          row.getString("client_id"),
          row.getString("username"),
          row.getString("redirect_uri"),
          Set.of((String[]) row.getArray("scopes").getArray()),
          row.getString("code_challenge"),
          row.getString("nonce"),
          row.getTimestamp("issued_at").toInstant(),
          row.getTimestamp("expires_at").toInstant(),
          row.getTimestamp("redeemed_at") != null);
    }

    OAuth2Authorization toAuthorization(String code, RegisteredClient client, Operator operator) {
      Map<String, Object> parameters = new HashMap<>();
      parameters.put(PkceParameterNames.CODE_CHALLENGE, codeChallenge);
      parameters.put(PkceParameterNames.CODE_CHALLENGE_METHOD, "S256");
      if (nonce != null) {
        parameters.put(OidcParameterNames.NONCE, nonce);
      }
      OAuth2AuthorizationRequest request =
          OAuth2AuthorizationRequest.authorizationCode()
              .authorizationUri("/oauth2/authorize")
              .clientId(clientId)
              .redirectUri(redirectUri)
              .scopes(scopes)
              .additionalParameters(parameters)
              .build();
      return OAuth2Authorization.withRegisteredClient(client)
          .id(id)
          .principalName(username)
          .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
          .authorizedScopes(granted(operator))
          .attribute(OAuth2AuthorizationRequest.class.getName(), request)
          .attribute(
              Principal.class.getName(),
              UsernamePasswordAuthenticationToken.authenticated(
                  operator, null, operator.getAuthorities()))
          .token(
              new OAuth2AuthorizationCode(code, issuedAt, expiresAt),
              metadata ->
                  metadata.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, redeemed))
          .build();
    }

    private Set<String> granted(Operator operator) {
      Set<String> granted = new TreeSet<>(operator.granted(scopes));
      if (scopes.contains(OidcScopes.OPENID)) {
        granted.add(OidcScopes.OPENID);
      }
      return granted;
    }
  }
}
