package io.sensorplatform.gateway.telemetry;

import io.sensorplatform.defaults.telemetry.GivenIds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

  @Bean
  Draw draw(SamplingSettings settings) {
    return new Draw(settings, System::nanoTime);
  }

  /** Takes the place of the services' sampler. */
  @Bean
  WantedOnly wantedOnly(GivenIds ids) {
    return new WantedOnly(ids);
  }

  @Bean
  FailureLog failureLog() {
    return new FailureLog(System::nanoTime);
  }
}
