package io.sensorplatform.auth.token;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long an operator's sign-in can be refreshed.
 *
 * @param idle how long a refresh token is good; default 12 h
 * @param longest when the operator has to sign in again, however often it was refreshed; default 7
 *     days
 */
@ConfigurationProperties("platform.auth.session")
public record SessionSettings(
    @DefaultValue("12h") Duration idle, @DefaultValue("7d") Duration longest) {

  public SessionSettings {
    if (!idle.isPositive() || longest.compareTo(idle) < 0) {
      throw new IllegalArgumentException(
          "platform.auth.session.idle must be positive, and longest no shorter");
    }
  }
}
