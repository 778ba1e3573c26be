package io.sensorplatform.gateway.limit;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.limit.LimitSettings.Limit;
import java.time.Duration;

/**
 * What a limit says to one request.
 *
 * @param name the limit's name
 * @param scope what it is counted by: principal or address
 * @param policy value of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10): all q requests
 *     are back within w seconds
 * @param remaining requests that may follow at once
 * @param delay zero if the request may pass; else how long until one may
 */
public record Allowance(
    String name, String scope, Limit limit, String policy, long remaining, Duration delay) {

  public boolean granted() {
    return delay.isZero();
  }

  /** Value of RateLimit (same draft): r requests may follow at once, all are back in t seconds. */
  public String state() {
    long refill = Math.ceilDiv(limit.burst() - remaining, limit.rate());
    return '"' + name + "\";r=" + remaining + ";t=" + refill;
  }

  ProblemException refusal() {
    return new ProblemException(
            ProblemCode.RATE_LIMITED,
            "The limit '%s' allows each %s %d requests a second and %d at once; 0 remain, the next one passes in %d ms."
                .formatted(name, scope, limit.rate(), limit.burst(), delay.toMillis() + 1))
        .withRetryAfter(delay);
  }

  /**
   * @throws ProblemException RATE_LIMITED unless granted
   */
  public void require() {
    if (!granted()) {
      throw refusal();
    }
  }
}
