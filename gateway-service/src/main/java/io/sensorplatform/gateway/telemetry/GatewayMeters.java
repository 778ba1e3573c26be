package io.sensorplatform.gateway.telemetry;

import io.micrometer.core.instrument.Counter;
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
  private final Timer loopLate;
  private final Counter shedByLoop;
  private final Map<Answer, Timer> requests = new ConcurrentHashMap<>();

  GatewayMeters(MeterRegistry registry) {
    this.registry = registry;
    this.loopLate =
        Timer.builder("sensor.gateway.loop.late")
            .description("How late the timers of the event loops ring")
            .register(registry);
    this.shedByLoop =
        registry.counter(
            "sensor.gateway.shed", "downstream", "none", "lane", "none", "reason", "loop");
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
    } else if (code == ProblemCode.QUOTA_EXCEEDED) {
      registry.counter("sensor.gateway.limited", "limit", "quota").increment();
    } else if (code.status() == 401) {
      registry.counter("sensor.gateway.tokens.refused", "code", code.code()).increment();
    }
  }

  /**
   * A call was to be made again.
   *
   * @param reason connection, connect or draining
   * @param granted whether the budget allowed it
   */
  public void repeated(String downstream, String reason, boolean granted) {
    registry
        .counter(
            granted ? "sensor.gateway.repeated" : "sensor.gateway.repeats.denied",
            "downstream",
            downstream,
            "reason",
            reason)
        .increment();
  }

  /** How late an event loop's timer rang. */
  public void loopLate(long nanos) {
    loopLate.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A request was refused since its event loop is behind. */
  public void shedByLoop() {
    shedByLoop.increment();
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
