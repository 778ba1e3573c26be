package io.sensorplatform.auth.token;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Counts access tokens by grant, and refusals by reason. */
@Component
final class TokenMetrics {

  private static final Set<String> GRANTS =
      Set.of("client_credentials", "authorization_code", "refresh_token");

  private final MeterRegistry meters;

  TokenMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  void issued(HttpServletRequest request) {
    meters.counter("sensor.auth.tokens.issued", "grant", grant(request)).increment();
  }

  /**
   * @param reason one of a few: our own words or the error codes of RFC 6749
   */
  void refused(HttpServletRequest request, String reason) {
    meters
        .counter("sensor.auth.tokens.refused", "grant", grant(request), "reason", reason)
        .increment();
  }

  /** The grant that is asked for, if we know it. */
  String grant(HttpServletRequest request) {
    String grant = request.getParameter("grant_type");
    return grant != null && GRANTS.contains(grant) ? grant : "other";
  }
}
