package io.sensorplatform.auth.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the audit log.
 *
 * @param refusalsPerHour rows at most in an hour, and by each instance, for attempts that were
 *     refused; more are summed up later; default 1,000
 * @param refusalsInterval how often refused attempts are written down; default 2 s
 */
@ConfigurationProperties("platform.auth.audit")
public record AuditSettings(
    @DefaultValue("1000") int refusalsPerHour, @DefaultValue("2s") Duration refusalsInterval) {

  public AuditSettings {
    if (refusalsPerHour < 1) {
      throw new IllegalArgumentException(
          "platform.auth.audit.refusals-per-hour must be at least 1");
    }
    if (!refusalsInterval.isPositive()) {
      throw new IllegalArgumentException("platform.auth.audit.refusals-interval must be positive");
    }
  }
}
