package io.sensorplatform.defaults.pipeline;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@code /actuator/pipeline} of the management port, for the gateway and {@code ./platform watch}.
 */
@Endpoint(id = "pipeline")
final class PipelineEndpoint {

  private final PipelineSampler sampler;

  PipelineEndpoint(PipelineSampler sampler) {
    this.sampler = sampler;
  }

  @ReadOperation
  PipelineReport pipeline() {
    return sampler.latest();
  }
}
