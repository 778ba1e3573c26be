package io.sensorplatform.defaults.token;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which tokens are accepted, and how the keys to verify them are got.
 *
 * @param issuer what {@code iss} must be: the platform's public URL; default http://localhost:8080
 * @param audience what {@code aud} must hold; default sensor-platform
 * @param jwksUrl where auth-service publishes its keys; default http://localhost:8081/oauth2/jwks
 * @param clockSkew by how much clocks may differ; default 30 s
 * @param keysTtl how long fetched keys are used before they are fetched again; default 5 min
 * @param keysFetchInterval shortest time between fetches, whatever tokens arrive; default 5 s
 * @param keysOutage how long known keys are used while auth-service is away; default 12 h
 * @param cacheSize how many verified tokens are remembered; default 100,000
 */
@ConfigurationProperties("platform.tokens")
public record TokenSettings(
    @DefaultValue("http://localhost:8080") URI issuer,
    @DefaultValue("sensor-platform") String audience,
    @DefaultValue("http://localhost:8081/oauth2/jwks") URI jwksUrl,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("5m") Duration keysTtl,
    @DefaultValue("5s") Duration keysFetchInterval,
    @DefaultValue("12h") Duration keysOutage,
    @DefaultValue("100000") int cacheSize) {

  public TokenSettings {
    if (audience.isBlank()) {
      throw new IllegalArgumentException("platform.tokens.audience is empty");
    }
    if (cacheSize < 1) {
      throw new IllegalArgumentException("platform.tokens.cache-size is at least 1");
    }
    if (keysTtl.compareTo(keysFetchInterval) <= 0) {
      throw new IllegalArgumentException(
          "platform.tokens.keys-ttl must be longer than keys-fetch-interval");
    }
  }
}
