package io.sensorplatform.defaults.revocation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a verifier of tokens learns what was revoked.
 *
 * @param enabled whether it follows the topic of revocations at all; default true
 * @param startWait how long a start waits for having read the topic to its end; default 5 s
 * @param strict whether tokens are refused (503) while not all revocations may be known: until the
 *     topic was read to its end, and once Kafka has not answered for {@code strictAfter}; default
 *     false: tokens are accepted meanwhile
 * @param strictAfter see {@code strict}; default 30 s
 * @param maxHeld how many revocations are held; beyond that the oldest tokens are refused instead;
 *     default 200,000
 */
@ConfigurationProperties("platform.revocations")
public record RevocationSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("5s") Duration startWait,
    @DefaultValue("false") boolean strict,
    @DefaultValue("30s") Duration strictAfter,
    @DefaultValue("200000") int maxHeld) {

  public RevocationSettings {
    if (startWait.isNegative()) {
      throw new IllegalArgumentException("platform.revocations.start-wait is negative");
    }
    if (strictAfter.compareTo(Duration.ofSeconds(5)) < 0) {
      throw new IllegalArgumentException("platform.revocations.strict-after is at least 5 s");
    }
    if (maxHeld < 10) {
      throw new IllegalArgumentException("platform.revocations.max-held is at least 10");
    }
  }
}
