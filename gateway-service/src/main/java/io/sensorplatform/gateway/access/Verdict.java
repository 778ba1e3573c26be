package io.sensorplatform.gateway.access;

import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.gateway.limit.Allowance;
import org.jspecify.annotations.Nullable;

/** What the {@link Gate} says to a request that it does not refuse outright. */
public sealed interface Verdict {

  /**
   * The limit has counted it.
   *
   * @param token null on a public route
   */
  record Counted(@Nullable VerifiedToken token, Allowance allowance) implements Verdict {}

  /** The token was not seen before: it must be verified, which may block, and then asked again. */
  record Unverified(String token) implements Verdict {}
}
