package io.sensorplatform.auth.token;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where Spring's server keeps what it gave: codes and refresh tokens. Access tokens are kept
 * nowhere: they speak for themselves.
 */
@Component
final class Authorizations implements OAuth2AuthorizationService {

  private final AuthorizationCodes codes;
  private final RefreshTokens refreshTokens;
  private final Sessions sessions;
  private final TransactionTemplate transaction;

  Authorizations(
      AuthorizationCodes codes,
      RefreshTokens refreshTokens,
      Sessions sessions,
      PlatformTransactionManager transactions) {
    this.codes = codes;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    var code = authorization.getToken(OAuth2AuthorizationCode.class);
    var refreshToken = authorization.getToken(OAuth2RefreshToken.class);
    if (RefreshTokens.isRefreshed(authorization) && refreshToken != null) {
      refreshTokens.rotate(authorization, refreshToken.getToken());
    } else if (code != null && code.isInvalidated()) {
      transaction.executeWithoutResult(status -> {
        sessions.hold(authorization.getPrincipalName());
        codes.redeem(code.getToken());
        if (refreshToken != null) {
          refreshTokens.begin(
              authorization,
              AuthorizationCodes.askedScopes(authorization),
              refreshToken.getToken());
        }
      });
    } else if (code != null) {
      codes.insert(authorization, code.getToken());
    }
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    codes.remove(authorization);
  }

  /** Nothing asks for it in the grants that are offered. */
  @Override
  public @Nullable OAuth2Authorization findById(String id) {
    return null;
  }

  @Override
  public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
    if (type == null) {
      return null;
    }
    return switch (type.getValue()) {
      case OAuth2ParameterNames.REFRESH_TOKEN -> refreshTokens.find(token);
      case OAuth2ParameterNames.CODE -> codes.find(token);
      default -> null;
    };
  }
}
