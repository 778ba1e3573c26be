package io.sensorplatform.auth;

import io.sensorplatform.defaults.secret.Secret;
import io.sensorplatform.reading.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of auth-service.
 *
 * @param bootstrapOperator operator to create when there is none at all; default none
 * @param tokenLifetime how long an access token is good; default 15 min
 * @param keyLifetime how long a new API key is good; default 90 days
 * @param maxKeyLifetime how long an API key can be good at most, if another expiry is asked for;
 *     default 365 days
 * @param maxLiveKeys how many keys of one device may be good at the same time; default 10
 * @param lastUsedInterval how often the last use of keys is written down; default 30 s
 */
@ConfigurationProperties("platform.auth")
public record AuthSettings(
    @Nullable BootstrapOperator bootstrapOperator,
    @DefaultValue("15m") Duration tokenLifetime,
    @DefaultValue("90d") Duration keyLifetime,
    @DefaultValue("365d") Duration maxKeyLifetime,
    @DefaultValue("10") int maxLiveKeys,
    @DefaultValue("30s") Duration lastUsedInterval) {

  public AuthSettings {
    positive(tokenLifetime, "token-lifetime");
    positive(keyLifetime, "key-lifetime");
    positive(lastUsedInterval, "last-used-interval");
    if (maxKeyLifetime.compareTo(keyLifetime) < 0) {
      throw new IllegalArgumentException(
          "platform.auth.max-key-lifetime must not be shorter than key-lifetime");
    }
    if (maxLiveKeys < 2) {
      throw new IllegalArgumentException(
          "platform.auth.max-live-keys must be at least 2, or no key can be replaced without a gap");
    }
  }

  /**
   * @param username name to sign in with
   * @param password to sign in with, at least 12 characters; given itself or as {@code
   *     passwordFile}
   * @param passwordFile file with the password
   * @param tenant whose devices and readings the operator sees; default {@code default}
   */
  public record BootstrapOperator(
      String username,
      @Nullable Secret password,
      @Nullable Path passwordFile,
      @DefaultValue("default") String tenant) {

    public BootstrapOperator {
      required(username, "bootstrap-operator.username");
      if (!Tenant.isValid(tenant)) {
        throw new IllegalArgumentException(
            "platform.auth.bootstrap-operator.tenant is not a tenant: " + tenant);
      }
    }
  }

  /** The password of the first operator. */
  public static Secret password(BootstrapOperator operator) {
    return Secret.either(
        operator.password(), operator.passwordFile(), "platform.auth.bootstrap-operator.password");
  }

  private static void required(@Nullable Object value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("platform.auth." + name + " is missing");
    }
  }

  private static void positive(Duration value, String name) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("platform.auth." + name + " must be positive");
    }
  }
}
