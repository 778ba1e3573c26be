package io.sensorplatform.defaults.token;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.revocation.TokenOrigin;
import io.sensorplatform.reading.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Who calls, and what they may do; made only from a token whose signature and claims were checked.
 *
 * @param subject client id of a device, or name of an operator
 * @param tenant whose readings these are
 * @param sensors plain prefixes of the sensor ids that the token covers; {@code *} covers all
 * @param scopes see {@link Scopes}
 * @param expiresAt from when on it is no longer accepted
 * @param origin what can be revoked to end it
 */
public record VerifiedToken(
    String subject,
    String tenant,
    List<String> sensors,
    Set<String> scopes,
    Instant expiresAt,
    TokenOrigin origin) {

  /** Stands for every sensor of the tenant; no sensor id can hold it. */
  public static final String ALL_SENSORS = "*";

  public VerifiedToken {
    sensors = List.copyOf(sensors);
    scopes = Set.copyOf(scopes);
  }

  /** One that nothing but a revocation of its subject ends. */
  public VerifiedToken(
      String subject, String tenant, List<String> sensors, Set<String> scopes, Instant expiresAt) {
    this(
        subject,
        tenant,
        sensors,
        scopes,
        expiresAt,
        new TokenOrigin("", subject, null, null, 0, Instant.MAX));
  }

  public boolean covers(String sensorId) {
    for (int i = 0; i < sensors.size(); i++) {
      String prefix = sensors.get(i);
      if (sensorId.startsWith(prefix) || prefix.equals(ALL_SENSORS)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether this caller's tenant it is, or the caller acts for every tenant. Nobody reaches what
   * cannot be a tenant's name.
   */
  public boolean reaches(String otherTenant) {
    return tenant.equals(otherTenant) || has(Scopes.PLATFORM_ADMIN) && Tenant.isValid(otherTenant);
  }

  public boolean has(String scope) {
    return scopes.contains(scope);
  }

  /**
   * @throws ProblemException {@link ProblemCode#SCOPE_MISSING} unless the token has the scope
   */
  public void require(String scope) {
    if (!has(scope)) {
      throw new ProblemException(
              ProblemCode.SCOPE_MISSING, "The token lacks the scope '%s'.".formatted(scope))
          .withHeader(
              "WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }
  }
}
