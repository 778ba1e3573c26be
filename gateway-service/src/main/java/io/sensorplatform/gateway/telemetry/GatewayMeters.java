package io.sensorplatform.gateway.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import io.sensorplatform.defaults.problem.ProblemCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the gateway counts; every tag has few values. */
@Component
public final class GatewayMeters {

  /** Route of requests that no route holds. */
  public static final String NO_ROUTE = "none";

  /** The limit of who sends bad tokens; it is asked before a request's own. */
  private static final String UNAUTHORIZED = "unauthorized";

  private static final String QUOTA = "quota";

  private static final List<String> CUTS = List.of("slow-head", "control-flood");
  private static final List<String> REPEATS = List.of("connection", "connect", "draining");

  private final MeterRegistry registry;
  private final Failures failures;
  private final Timer loopLate;
  private final Counter shedByLoop;
  private final Map<Answer, Timer> requests = new ConcurrentHashMap<>();

  GatewayMeters(MeterRegistry registry) {
    this.registry = registry;
    this.failures = Failures.at(registry, FailureStage.GATEWAY);
    this.loopLate =
        Timer.builder("sensor.gateway.loop.late")
            .description("How late the timers of the event loops ring")
            .register(registry);
    this.shedByLoop =
        registry.counter(
            "sensor.gateway.shed", "downstream", "none", "lane", "none", "reason", "loop");
    for (String reason : CUTS) {
      cut(reason);
    }
    registry.counter("sensor.gateway.connections.refused");
    limited(QUOTA);
    Arrays.stream(ProblemCode.values()).filter(GatewayMeters::isOfToken).forEach(this::ofToken);
  }

  /** From now on what is counted of this limit is told, as 0 at first. */
  public void limit(String name) {
    limited(name);
  }

  /** From now on what is counted of calls to this service is told, as 0 at first. */
  public void downstream(String name) {
    for (String reason : REPEATS) {
      repeats(name, reason, true);
      repeats(name, reason, false);
    }
  }

  /** A request ended, answered with this status, or 499 if its caller left before. */
  public void request(String route, int status, long nanos, RequestSpan span) {
    Timer timer = requests.computeIfAbsent(new Answer(route, status), this::timer);
    span.asExample(() -> timer.record(nanos, TimeUnit.NANOSECONDS));
  }

  /**
   * A problem that the gateway itself answers with.
   *
   * @param limit of the request; null if it was refused before
   */
  public void refused(ProblemCode code, @Nullable String limit) {
    failures.failed(code.category());
    if (code == ProblemCode.RATE_LIMITED) {
      limited(limit == null ? UNAUTHORIZED : limit).increment();
    } else if (code == ProblemCode.QUOTA_EXCEEDED) {
      limited(QUOTA).increment();
    } else if (isOfToken(code)) {
      ofToken(code).increment();
    }
  }

  /**
   * A call was to be made again.
   *
   * @param reason connection, connect or draining
   * @param granted whether the budget allowed it
   */
  public void repeated(String downstream, String reason, boolean granted) {
    repeats(downstream, reason, granted).increment();
    if (granted) {
      failures.retried(FailureCategory.CONNECTION);
    }
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
    cut(reason).increment();
  }

  private Counter limited(String limit) {
    return registry.counter("sensor.gateway.limited", "limit", limit);
  }

  private static boolean isOfToken(ProblemCode code) {
    return code.status() == 401;
  }

  private Counter ofToken(ProblemCode code) {
    return registry.counter("sensor.gateway.tokens.refused", "code", code.code());
  }

  private Counter repeats(String downstream, String reason, boolean granted) {
    return registry.counter(
        granted ? "sensor.gateway.repeated" : "sensor.gateway.repeats.denied",
        "downstream",
        downstream,
        "reason",
        reason);
  }

  private Counter cut(String reason) {
    return registry.counter("sensor.gateway.connections.cut", "reason", reason);
  }

  private Timer timer(Answer answer) {
    return Timer.builder("sensor.gateway.requests")
        .description("Requests at the public port, until the last byte of the answer")
        .tag("route", answer.route())
        .tag("status", Integer.toString(answer.status()))
        .publishPercentileHistogram()
        // The objectives (docs/slo.md) are bounds of buckets, so that they are counted exactly.
        .serviceLevelObjectives(Duration.ofMillis(200), Duration.ofMillis(450))
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(60))
        .register(registry);
  }

  private record Answer(String route, int status) {}
}
