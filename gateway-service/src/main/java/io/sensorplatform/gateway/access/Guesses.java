package io.sensorplatform.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.limit.Allowance;
import io.sensorplatform.gateway.limit.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many bad tokens an address may try. Tokens that are known are not asked about at all.
 * Of an address over its limit a new token is still looked at if it says to be of somebody who had
 * a good one from there before: a device is not shut out by who guesses behind the same router,
 * unless by its very name, and each name has a bound of its own.
 */
final class Guesses {

  static final String LIMIT = "unauthorized";

  private final Limits limits;
  private final Cache<String, Boolean> seenGood =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterAccess(Duration.ofHours(1)).build();

  Guesses(Limits limits) {
    this.limits = limits;
  }

  /**
   * @throws ProblemException RATE_LIMITED if the token shall not even be verified
   */
  void require(String token, String address) {
    Allowance allowance = limits.look(LIMIT, address);
    if (!allowance.granted()) {
      String who = who(token, address);
      if (who == null || seenGood.getIfPresent(who) == null) {
        allowance.require();
      } else {
        limits.look(LIMIT, who).require();
      }
    }
  }

  void good(String subject, String address) {
    seenGood.put(address + ' ' + subject, true);
  }

  void bad(String token, String address) {
    boolean over = !limits.take(LIMIT, null, address).granted();
    String who = over ? who(token, address) : null;
    if (who != null && seenGood.getIfPresent(who) != null) {
      limits.take(LIMIT, null, who);
    }
  }

  private static @Nullable String who(String token, String address) {
    String claimed = ClaimedSubject.of(token);
    return claimed.isEmpty() ? null : address + ' ' + claimed;
  }
}
