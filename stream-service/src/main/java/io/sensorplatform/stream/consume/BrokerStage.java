package io.sensorplatform.stream.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.Finding;
import io.sensorplatform.defaults.pipeline.MeterReader;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.StageState;
import java.util.List;
import java.util.Map;

/** Kafka, as who reads from it sees it; what is written to it is counted by who writes. */
final class BrokerStage implements StageSource {

  private final List<StreamRole> roles;
  private final MeterReader meters;

  BrokerStage(List<StreamRole> roles, MeterRegistry registry) {
    this.roles = List.copyOf(roles);
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
    return 0;
  }

  @Override
  public Map<String, Double> errors() {
    return meters.failures(stage(), "none");
  }

  @Override
  public StageState state(Recent recent) {
    Finding finding = Finding.ok("is read");
    for (StreamRole role : roles) {
      for (LoopState state : role.states()) {
        LoopState.Fault fault = state.now().fault();
        if (fault != null && fault.kafka()) {
          finding =
              finding.or(
                  Finding.failing(
                          "%s cannot read: %s".formatted(role.name(), state.now().reason()),
                          "kafka-unreachable")
                      .lasting(fault.since(), "connection"));
        }
      }
    }
    return StageState.of(finding);
  }
}
