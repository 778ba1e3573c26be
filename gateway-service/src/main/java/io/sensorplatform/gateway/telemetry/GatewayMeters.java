package io.sensorplatform.gateway.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.defaults.problem.ProblemCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.springframework.stereotype.Component;

/** What the gateway counts; every tag has few values. */
@Component
public final class GatewayMeters {

  /** Route of requests that no route holds. */
  public static final String NO_ROUTE = "none";

  private final MeterRegistry registry;
  private final Map<Answer, Timer> requests = new ConcurrentHashMap<>();

  GatewayMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A request ended, answered with this status, or 499 if its caller left before. */
  public void request(String route, int status, long nanos) {
    requests
        .computeIfAbsent(new Answer(route, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A problem that the gateway itself answers with. */
  public void refused(ProblemCode code, String limit) {
    if (code == ProblemCode.RATE_LIMITED) {
      registry.counter("sensor.gateway.limited", "limit", limit).increment();
    } else if (code.status() == 401) {
      registry.counter("sensor.gateway.tokens.refused", "code", code.code()).increment();
    }
  }

  /** A call was sent again on a new connection, since the pooled one was stale. */
  public void repeated(String downstream) {
    registry.counter("sensor.gateway.repeated", "downstream", downstream).increment();
  }

  /** Tells how many connections the public port has. */
  public void connections(IntSupplier open) {
    Gauge.builder("sensor.gateway.connections", open, IntSupplier::getAsInt)
        .description("Open connections of callers")
        .strongReference(true)
        .register(registry);
  }

  /** There was no room for a connection. */
  public void connectionRefused() {
    registry.counter("sensor.gateway.connections.refused").increment();
  }

  /**
   * A connection was closed for what its caller did.
   *
   * @param reason one of a few
   */
  public void connectionCut(String reason) {
    registry.counter("sensor.gateway.connections.cut", "reason", reason).increment();
  }

  private Timer timer(Answer answer) {
    return Timer.builder("sensor.gateway.requests")
        .description("Requests at the public port, until the last byte of the answer")
        .tag("route", answer.route())
        .tag("status", Integer.toString(answer.status()))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(60))
        .register(registry);
  }

  private record Answer(String route, int status) {}
}
