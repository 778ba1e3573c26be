package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import org.jspecify.annotations.Nullable;

/**
 * Whose letters a caller sees. Letters without a tenant are seen only by who sees all.
 *
 * @param tenant only this tenant's; null: all
 */
public record Reach(@Nullable String tenant) {

  /** Also checks that the caller may use the operations API at all. */
  public static Reach of(VerifiedToken token) {
    token.require(Scopes.OPERATIONS);
    return new Reach(token.has(Scopes.PLATFORM_ADMIN) ? null : token.tenant());
  }

  void addTo(Conditions conditions) {
    if (tenant != null) {
      conditions.add("tenant = ?", tenant);
    }
  }
}
