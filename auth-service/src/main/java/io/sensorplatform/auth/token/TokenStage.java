package io.sensorplatform.auth.token;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.Finding;
import io.sensorplatform.defaults.pipeline.MeterReader;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.StageState;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What stands beside the path: tokens given, and revocations told to all who verify them. */
@Component
final class TokenStage implements StageSource {

  /** Within which a revocation has to reach everybody. */
  private static final double TOLD_WITHIN_SECONDS = 5;

  private final MeterReader meters;

  TokenStage(MeterRegistry registry) {
    this.meters = new MeterReader(registry);
  }

  @Override
  public PipelineStage stage() {
    return PipelineStage.AUTH;
  }

  @Override
  public String unit() {
    return "tokens";
  }

  @Override
  public double handled() {
    return meters.total("sensor.auth.tokens.issued");
  }

  @Override
  public Map<String, Double> errors() {
    Map<String, Double> errors = new HashMap<>(meters.failures(stage(), "none"));
    errors.merge("authorization", meters.total("sensor.auth.tokens.refused"), Math::max);
    // The pool had no connection to the database to give.
    errors.merge("connection", meters.total("hikaricp.connections.timeout"), Math::max);
    return errors;
  }

  @Override
  public StageState state(Recent recent) {
    Finding finding = recent.finding("gives tokens", "auth-unavailable");
    Double untold = meters.most("sensor.auth.revocations.unpublished.age");
    if (untold != null && untold > TOLD_WITHIN_SECONDS) {
      finding =
          finding.or(
              Finding.degraded(
                  "a revocation waits for %.0f s to be told".formatted(untold),
                  "revocations-behind"));
    }
    return StageState.of(finding);
  }
}
