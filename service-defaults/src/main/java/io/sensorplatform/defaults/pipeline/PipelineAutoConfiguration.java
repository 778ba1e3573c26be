package io.sensorplatform.defaults.pipeline;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
class PipelineAutoConfiguration {

  @Bean
  PipelineSampler pipelineSampler(
      ObjectProvider<StageSource> sources, ObjectProvider<Clock> clock) {
    return new PipelineSampler(
        sources.orderedStream().toList(), clock.getIfAvailable(Clock::systemUTC), System::nanoTime);
  }

  @Bean
  PipelineEndpoint pipelineEndpoint(PipelineSampler sampler) {
    return new PipelineEndpoint(sampler);
  }
}
