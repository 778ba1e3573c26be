package io.sensorplatform.sensor.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts and times requests as Spring's own filter would. */
@Component
final class RequestTimers {

  private final MeterRegistry registry;
  private final ConcurrentMap<Integer, Timer> byStatus = new ConcurrentHashMap<>();

  RequestTimers(MeterRegistry registry) {
    this.registry = registry;
  }

  void ended(int status, long nanos) {
    Timer timer = byStatus.get(status);
    if (timer == null) {
      timer = byStatus.computeIfAbsent(status, this::timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** With the tags of Spring's, as a name has one set of them. */
  private Timer timer(int status) {
    return Timer.builder("http.server.requests")
        .tag("error", "none")
        .tag("exception", "none")
        .tag("method", "POST")
        .tag("outcome", outcome(status))
        .tag("status", Integer.toString(status))
        .tag("uri", "/v1/readings")
        .register(registry);
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 2 -> "SUCCESS";
      case 4 -> "CLIENT_ERROR";
      case 5 -> "SERVER_ERROR";
      default -> "UNKNOWN";
    };
  }
}
