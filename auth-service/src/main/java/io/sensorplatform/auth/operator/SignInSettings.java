package io.sensorplatform.auth.operator;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How failed attempts to sign in are slowed down.
 *
 * @param freeFailures how often a user may fail from one address before they have to wait; from one
 *     address with any names 4 times as often, with one name from anywhere 10 times; default 5
 * @param firstWait how long they have to wait then; twice as long after each further failure;
 *     default 30 s
 * @param longestWait and no longer than this; default 15 min
 */
@ConfigurationProperties("platform.auth.sign-in")
public record SignInSettings(
    @DefaultValue("5") int freeFailures,
    @DefaultValue("30s") Duration firstWait,
    @DefaultValue("15m") Duration longestWait) {

  public SignInSettings {
    if (freeFailures < 1) {
      throw new IllegalArgumentException("platform.auth.sign-in.free-failures must be at least 1");
    }
    if (!firstWait.isPositive() || longestWait.compareTo(firstWait) < 0) {
      throw new IllegalArgumentException(
          "platform.auth.sign-in.first-wait must be positive, and longest-wait no shorter");
    }
  }

  /** How long to wait after so many failures; zero while they are free. */
  Duration waitAfter(int failures, int free) {
    if (failures < free) {
      return Duration.ZERO;
    }
    long factor = 1L << Math.min(failures - free, 20);
    Duration wait = firstWait.multipliedBy(factor);
    return wait.compareTo(longestWait) > 0 ? longestWait : wait;
  }
}
