package io.sensorplatform.auth.token;

import io.sensorplatform.auth.operator.Operator;
import io.sensorplatform.auth.operator.Operators;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the refresh tokens of operators' sign-ins. Each is good once and is answered with the next
 * of its family; one that comes a second time was stolen, or its answer was, and nobody can tell
 * who is who: so the whole family ends, with its access tokens.
 */
@Component
class RefreshTokens {

  private static final Logger log = LoggerFactory.getLogger(RefreshTokens.class);

  private static final String PRESENTED = "presented-refresh-token";

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Clients clients;
  private final Operators operators;
  private final Sessions sessions;
  private final SessionSettings settings;
  private final TransactionTemplate transaction;

  RefreshTokens(
      JdbcClient jdbc,
      Clock clock,
      Clients clients,
      Operators operators,
      Sessions sessions,
      SessionSettings settings,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.clients = clients;
    this.operators = operators;
    this.sessions = sessions;
    this.settings = settings;
    this.transaction = new TransactionTemplate(transactions);
  }

  private record Kept(
      String family,
      String clientId,
      String username,
      Set<String> scopes,
      Instant beganAt,
      Instant issuedAt,
      Instant expiresAt,
      Instant endsAt,
      boolean used) {

    static Kept of(ResultSet row) throws SQLException {
      return new Kept(
          row.getString("family"),
          row.getString("client_id"),
          row.getString("username"),
          Set.of((String[]) row.getArray("scopes").getArray()),
          row.getTimestamp("began_at").toInstant(),
          row.getTimestamp("issued_at").toInstant(),
          row.getTimestamp("expires_at").toInstant(),
          row.getTimestamp("ends_at").toInstant(),
          row.getTimestamp("used_at") != null);
    }
  }

  /** The first token of a sign-in. */
  void begin(OAuth2Authorization signIn, Set<String> askedScopes, OAuth2RefreshToken token) {
    Instant now = clock.instant();
    jdbc.sql("delete from refresh_token where expires_at < ?").param(Timestamp.from(now)).update();
    insert(
        token.getTokenValue(),
        new Kept(
            signIn.getId(),
            signIn.getRegisteredClientId(),
            signIn.getPrincipalName(),
            askedScopes,
            now,
            now,
            now.plus(settings.idle()),
            now.plus(settings.longest()),
            false));
  }

  /** What the token stands for; null if it is none, or no longer good. */
  @Nullable OAuth2Authorization find(String token) {
    Kept kept = kept(token);
    if (kept == null) {
      return null;
    }
    if (kept.used()) {
      end(kept);
      return null;
    }
    if (!clock.instant().isBefore(kept.expiresAt())) {
      return null;
    }
    RegisteredClient client = clients.findByClientId(kept.clientId());
    Operator operator = operators.find(kept.username()).orElse(null);
    if (client == null || operator == null) {
      return null;
    }
    return OAuth2Authorization.withRegisteredClient(client)
        .id(kept.family())
        .principalName(kept.username())
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizedScopes(operator.granted(kept.scopes()))
        .attribute(PRESENTED, token)
        .attribute(
            Principal.class.getName(),
            UsernamePasswordAuthenticationToken.authenticated(
                operator, null, operator.getAuthorities()))
        .refreshToken(new OAuth2RefreshToken(token, kept.issuedAt(), kept.expiresAt()))
        .build();
  }

  /** Whether this is a sign-in that was found by one of its refresh tokens. */
  static boolean isRefreshed(OAuth2Authorization authorization) {
    return authorization.getAttribute(PRESENTED) != null;
  }

  /**
   * Puts the next token into the place of the one that was presented.
   *
   * @throws TokenRefused if somebody else was first
   */
  void rotate(OAuth2Authorization refreshed, OAuth2RefreshToken next) {
    String presented = refreshed.getAttribute(PRESENTED);
    Kept kept = presented == null ? null : kept(presented);
    if (presented == null || kept == null) {
      throw new TokenRefused(OAuth2ErrorCodes.INVALID_GRANT, "refresh-ended");
    }
    Instant now = clock.instant();
    Instant idle = now.plus(settings.idle());
    boolean first =
        transaction.execute(status -> {
          sessions.hold(kept.username());
          int used =
              jdbc.sql(
                      """
                      update refresh_token set used_at = ?
                      where token_hash = ? and used_at is null
                      """)
                  .params(Timestamp.from(now), TokenHash.of(presented))
                  .update();
          if (used > 0) {
            insert(
                next.getTokenValue(),
                new Kept(
                    kept.family(),
                    kept.clientId(),
                    kept.username(),
                    kept.scopes(),
                    kept.beganAt(),
                    now,
                    idle.isBefore(kept.endsAt()) ? idle : kept.endsAt(),
                    kept.endsAt(),
                    false));
          }
          return used > 0;
        });
    if (!first && kept(presented) == null) {
      throw new TokenRefused(OAuth2ErrorCodes.INVALID_GRANT, "refresh-ended");
    }
    if (!first) {
      end(kept);
      throw new TokenRefused(OAuth2ErrorCodes.INVALID_GRANT, "refresh-replayed");
    }
  }

  private void end(Kept kept) {
    sessions.endReplayed(kept.username(), kept.family());
    log.warn("A refresh token of {} was used twice: its sign-in is ended", kept.username());
  }

  /** The sign-in that a refresh token is of; null if it is none. */
  @Nullable String session(String token) {
    Kept kept = kept(token);
    return kept == null ? null : kept.family();
  }

  private @Nullable Kept kept(String token) {
    return jdbc.sql(
            """
            select family, client_id, username, scopes, began_at, issued_at, expires_at, ends_at, used_at
            from refresh_token where token_hash = ?
            """)
        .param(TokenHash.of(token))
        .query((row, number) -> Kept.of(row))
        .optional()
        .orElse(null);
  }

  private void insert(String token, Kept kept) {
    jdbc.sql(
            """
            insert into refresh_token
              (token_hash, family, client_id, username, scopes, began_at, issued_at, expires_at, ends_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            TokenHash.of(token),
            kept.family(),
            kept.clientId(),
            kept.username(),
            kept.scopes().toArray(String[]::new),
            Timestamp.from(kept.beganAt()),
            Timestamp.from(kept.issuedAt()),
            Timestamp.from(kept.expiresAt()),
            Timestamp.from(kept.endsAt()))
        .update();
  }
}
