package io.sensorplatform.defaults.metric;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
class MetricAutoConfiguration {

  @Bean
  MetricContract metricContract() {
    return MetricContract.load();
  }

  @Bean
  Failures failures(MeterRegistry registry) {
    return new Failures(registry);
  }
}
