package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

  /** Takes the place of Boot's parent-based sampler. */
  @Bean
  Sampler edgeSampler(SamplingSettings settings) {
    return new EdgeSampler(settings, System::nanoTime);
  }

  @Bean
  FailureLog failureLog() {
    return new FailureLog(System::nanoTime);
  }
}
