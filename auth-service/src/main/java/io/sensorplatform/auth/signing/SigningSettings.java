package io.sensorplatform.auth.signing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tokens are signed, and how signing keys are replaced.
 *
 * @param lifetime how long a key signs before the next one does; default 30 days
 * @param publishAhead how long a key is published before it signs: longer than verifiers keep the
 *     keys that they fetched ({@code platform.tokens.keys-ttl}); default 10 min
 * @param refreshInterval how often an instance looks which key signs; default 10 s
 * @param nativeRsa whether to sign with native code where there is some for the platform; it is
 *     several times as fast as the JDK's; default true
 */
@ConfigurationProperties("platform.auth.signing")
public record SigningSettings(
    @DefaultValue("30d") Duration lifetime,
    @DefaultValue("10m") Duration publishAhead,
    @DefaultValue("10s") Duration refreshInterval,
    @DefaultValue("true") boolean nativeRsa) {

  public SigningSettings {
    if (!refreshInterval.isPositive() || publishAhead.compareTo(refreshInterval) <= 0) {
      throw new IllegalArgumentException(
          "platform.auth.signing.publish-ahead must be longer than refresh-interval");
    }
    if (lifetime.compareTo(publishAhead) <= 0) {
      throw new IllegalArgumentException(
          "platform.auth.signing.lifetime must be longer than publish-ahead");
    }
  }
}
