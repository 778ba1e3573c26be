package io.sensorplatform.auth.token;

import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.auth.device.Device;
import io.sensorplatform.auth.operator.Operators;
import io.sensorplatform.defaults.token.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * The OAuth clients. Only the command line tool, through which operators sign in, can be found by
 * its id: a device is known only once its key was checked.
 */
@Component
final class Clients implements RegisteredClientRepository {

  static final String CLI = "platform-cli";

  static final Set<String> DEVICE_SCOPES = Set.of(Scopes.READINGS_WRITE, Scopes.READINGS_READ);

  private static final String TENANT = "tenant";
  private static final String SENSORS = "sensors";
  private static final String VERSION = "version";
  private static final String KEY = "key";

  /** The tool listens on any free port of its own machine (RFC 8252 s7.3). */
  private static final String CLI_REDIRECT = "http://127.0.0.1/callback";

  private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);

  private final TokenSettings tokens;
  private final RegisteredClient cli;

  Clients(AuthSettings settings, SessionSettings sessions) {
    this.tokens =
        TokenSettings.builder()
            .accessTokenTimeToLive(settings.tokenLifetime())
            .authorizationCodeTimeToLive(CODE_LIFETIME)
            .refreshTokenTimeToLive(sessions.idle())
            .reuseRefreshTokens(false)
            .build();
    this.cli =
        RegisteredClient.withId(CLI)
            .clientId(CLI)
            .clientName("Sensor Platform command line")
            .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
            .redirectUri(CLI_REDIRECT)
            .scope(OidcScopes.OPENID)
            .scopes(scopes -> scopes.addAll(Operators.SCOPES))
            .clientSettings(
                ClientSettings.builder()
                    .requireProofKey(true)
                    .requireAuthorizationConsent(false)
                    .build())
            .tokenSettings(tokens)
            .build();
  }

  /**
   * @param keyId public id of the key that it showed
   */
  RegisteredClient of(Device device, String keyId) {
    return RegisteredClient.withId(device.clientId())
        .clientId(device.clientId())
        .clientName(device.name())
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(scopes -> scopes.addAll(DEVICE_SCOPES))
        .clientSettings(
            ClientSettings.builder()
                .setting(TENANT, device.tenant())
                .setting(SENSORS, device.sensors())
                .setting(VERSION, device.version())
                .setting(KEY, keyId)
                .build())
        .tokenSettings(tokens)
        .build();
  }

  static String tenant(RegisteredClient device) {
    return Objects.requireNonNull(device.getClientSettings().getSetting(TENANT));
  }

  static List<String> sensors(RegisteredClient device) {
    return Objects.requireNonNull(device.getClientSettings().getSetting(SENSORS));
  }

  static long version(RegisteredClient device) {
    return Objects.requireNonNull(device.getClientSettings().<Long>getSetting(VERSION));
  }

  static String key(RegisteredClient device) {
    return Objects.requireNonNull(device.getClientSettings().getSetting(KEY));
  }

  @Override
  public @Nullable RegisteredClient findById(String id) {
    return findByClientId(id);
  }

  @Override
  public @Nullable RegisteredClient findByClientId(String clientId) {
    return clientId.equals(CLI) ? cli : null;
  }

  @Override
  public void save(RegisteredClient client) {
    throw new UnsupportedOperationException("clients are not registered at run time");
  }
}
