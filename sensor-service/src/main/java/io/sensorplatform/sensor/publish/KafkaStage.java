package io.sensorplatform.sensor.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.Finding;
import io.sensorplatform.defaults.pipeline.MeterReader;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.StageState;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Kafka, as who writes to it sees it. */
@Component
final class KafkaStage implements StageSource {

  private final PublishState state;
  private final PublishMetrics metrics;
  private final MeterReader meters;

  KafkaStage(PublishState state, PublishMetrics metrics, MeterRegistry registry) {
    this.state = state;
    this.metrics = metrics;
    this.meters = new MeterReader(registry);
  }

  @Override
  public PipelineStage stage() {
    return PipelineStage.KAFKA;
  }

  @Override
  public String unit() {
    return "readings";
  }

  @Override
  public double handled() {
    return meters.total("sensor.ingest.accepted", "durability", Durability.REPLICATED.tag())
        + meters.total("sensor.spool.sent");
  }

  @Override
  public Map<String, Double> errors() {
    return meters.failures(stage(), "sensor.publish.failures");
  }

  @Override
  public StageState state(Recent recent) {
    PublishState.Seen seen = state.look();
    Finding finding =
        seen.phase() == PublishState.Phase.SPOOLING
            ? Finding.failing("does not acknowledge readings", "kafka-unreachable")
                .lasting(seen.since(), metrics.lastFailure().tag())
            : recent.finding("acknowledges", "kafka-unreachable");
    return StageState.of(finding);
  }
}
