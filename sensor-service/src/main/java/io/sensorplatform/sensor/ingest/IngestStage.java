package io.sensorplatform.sensor.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.MeterReader;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.StageState;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What takes readings in: parsed, checked, answered. */
@Component
final class IngestStage implements StageSource {

  private final MeterReader meters;

  IngestStage(MeterRegistry registry) {
    this.meters = new MeterReader(registry);
  }

  @Override
  public PipelineStage stage() {
    return PipelineStage.INGEST;
  }

  @Override
  public String unit() {
    return "readings";
  }

  @Override
  public double handled() {
    return meters.total("sensor.ingest.accepted");
  }

  /** Readings that were rejected are the senders' errors, whoever else counts some. */
  @Override
  public Map<String, Double> errors() {
    Map<String, Double> errors = new HashMap<>(meters.failures(stage(), "none"));
    errors.merge("validation", meters.total("sensor.ingest.rejected"), Math::max);
    return errors;
  }

  @Override
  public StageState state(Recent recent) {
    return StageState.of(recent.finding("takes readings", "availability-burn"));
  }
}
