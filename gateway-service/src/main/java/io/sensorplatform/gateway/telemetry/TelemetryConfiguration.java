package io.sensorplatform.gateway.telemetry;

import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

  @Bean
  Draw draw(SamplingSettings settings) {
    return new Draw(settings, System::nanoTime);
  }

  /** Also takes the place of the services' sampler. */
  @Bean
  GivenIds givenIds() {
    return new GivenIds();
  }

  @Bean
  SdkTracerProviderBuilderCustomizer idsAreGiven(GivenIds ids) {
    return traces -> traces.setIdGenerator(ids);
  }

  @Bean
  FailureLog failureLog() {
    return new FailureLog(System::nanoTime);
  }
}
