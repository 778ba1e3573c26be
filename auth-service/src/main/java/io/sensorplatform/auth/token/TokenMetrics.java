package io.sensorplatform.auth.token;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Counts access tokens by grant, and refusals by reason. */
@Component
final class TokenMetrics {

  /** Why no token was given while the database is away. */
  static final String STORE_UNAVAILABLE = "store-unavailable";

  private static final Set<String> GRANTS =
      Set.of("client_credentials", "authorization_code", "refresh_token");

  private final MeterRegistry meters;
  private final Failures ofCallers;
  private final Failures ofStore;

  TokenMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.ofCallers = Failures.at(meters, FailureStage.AUTH);
    this.ofStore = Failures.at(meters, FailureStage.POSTGRES);
    for (String grant : GRANTS) {
      meters.counter("sensor.auth.tokens.issued", "grant", grant);
    }
    count("client_credentials", STORE_UNAVAILABLE, 0);
    count("client_credentials", "invalid-client", 0);
  }

  void issued(HttpServletRequest request) {
    meters.counter("sensor.auth.tokens.issued", "grant", grant(request)).increment();
  }

  /**
   * @param reason one of a few: our own words or the error codes of RFC 6749
   */
  void refused(HttpServletRequest request, String reason) {
    count(grant(request), reason, 1);
    if (reason.equals(STORE_UNAVAILABLE)) {
      ofStore.failed(FailureCategory.CONNECTION);
    } else {
      ofCallers.failed(
          reason.equals("invalid-request")
              ? FailureCategory.VALIDATION
              : FailureCategory.AUTHORIZATION);
    }
  }

  private void count(String grant, String reason, int times) {
    meters.counter("sensor.auth.tokens.refused", "grant", grant, "reason", reason).increment(times);
  }

  /** The grant that is asked for, if we know it. */
  String grant(HttpServletRequest request) {
    String grant = request.getParameter("grant_type");
    return grant != null && GRANTS.contains(grant) ? grant : "other";
  }
}
