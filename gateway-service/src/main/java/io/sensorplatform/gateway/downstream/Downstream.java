package io.sensorplatform.gateway.downstream;

import io.sensorplatform.gateway.admission.Lanes;
import io.sensorplatform.gateway.downstream.DownstreamSettings.Entry;
import java.time.Duration;

/** A service behind the gateway. */
public record Downstream(
    String name,
    String host,
    int port,
    boolean tls,
    Duration answerTimeout,
    Breaker breaker,
    Lanes lanes,
    RetryBudget retries) {

  static Downstream of(
      String name, Entry entry, Breaker breaker, Lanes lanes, RetryBudget retries) {
    boolean tls = entry.url().getScheme().equals("https");
    int port = entry.url().getPort();
    return new Downstream(
        name,
        // An IPv6 address stands in brackets in a URL only.
        entry.url().getHost().replaceAll("[\\[\\]]", ""),
        port > 0 ? port : tls ? 443 : 80,
        tls,
        entry.answerTimeout(),
        breaker,
        lanes,
        retries);
  }
}
