package io.sensorplatform.gateway.pipeline;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.BreakerState;
import io.sensorplatform.defaults.pipeline.Finding;
import io.sensorplatform.defaults.pipeline.MeterReader;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.StageState;
import io.sensorplatform.gateway.downstream.Breaker;
import io.sensorplatform.gateway.downstream.Downstream;
import io.sensorplatform.gateway.downstream.Downstreams;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** This gateway: its answers, breakers and queues. Of other gateways it knows nothing. */
@Component
final class GatewayStage implements StageSource {

  /** The service without which no reading is accepted. */
  private static final String INGEST = "sensor";

  private static final String SHED = "sensor.gateway.shed";
  private static final String CONNECTION = "connection";

  private final Downstreams downstreams;
  private final MeterReader meters;
  private final Lately shed = new Lately();

  GatewayStage(Downstreams downstreams, MeterRegistry registry) {
    this.downstreams = downstreams;
    this.meters = new MeterReader(registry);
  }

  @Override
  public PipelineStage stage() {
    return PipelineStage.GATEWAY;
  }

  @Override
  public String unit() {
    return "requests";
  }

  @Override
  public double handled() {
    return meters.total("sensor.gateway.requests");
  }

  @Override
  public Map<String, Double> errors() {
    var errors = meters.totals("sensor.gateway.requests", GatewayStage::category);
    double refused = meters.total(SHED);
    if (refused > 0) {
      // Answered 503 like what a service did not answer, but nobody was asked.
      errors.computeIfPresent(CONNECTION, (ignored, all) -> Math.max(0, all - refused));
      errors.merge("throttled", refused, Double::sum);
    }
    return errors;
  }

  @Override
  public StageState state(Recent recent) {
    long refused = shed.count(recent.now(), meters.total(SHED));
    Finding finding =
        refused > 0
            ? Finding.degraded(
                refused + " requests refused for overload in the last 10 s", "gateway-overloaded")
            : recent.finding("answers", "availability-burn");
    long waiting = 0;
    for (Downstream downstream : downstreams.all()) {
      waiting += downstream.lanes().reads().waiting() + downstream.lanes().writes().waiting();
      finding = breaker(downstream).or(finding);
    }
    if (waiting > 0) {
      finding =
          finding.or(
              Finding.degraded(waiting + " requests wait for their turn", "gateway-overloaded"));
    }
    return StageState.of(finding)
        .behind(waiting, null, recent.now())
        .breakers(downstreams.all().stream().map(GatewayStage::state).toList());
  }

  private static Finding breaker(Downstream downstream) {
    Breaker breaker = downstream.breaker();
    var since = breaker.openSince();
    if (since == null) {
      return Finding.ok("answers");
    }
    String say = "the breaker of %s-service is %s".formatted(downstream.name(), breaker.state());
    Finding found =
        downstream.name().equals(INGEST)
            ? Finding.failing(say, "breaker-open")
            : Finding.degraded(say, "breaker-open");
    return found.lasting(since, CONNECTION);
  }

  private static BreakerState state(Downstream downstream) {
    Breaker breaker = downstream.breaker();
    return new BreakerState(downstream.name(), breaker.state(), breaker.openSince());
  }

  /** Of a request's status; null for what is no error, or nobody's but the caller's who left. */
  private static @Nullable String category(Meter meter) {
    String status = meter.getId().getTag("status");
    return switch (status) {
      case "401", "403" -> "authorization";
      case "429" -> "throttled";
      case "409", "412", "428" -> "conflict";
      case "408", "504" -> "timeout";
      case "502", "503" -> CONNECTION;
      case "499" -> null;
      case null -> null;
      default -> status.startsWith("4") ? "validation" : status.startsWith("5") ? "unknown" : null;
    };
  }
}
