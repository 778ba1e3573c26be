package io.sensorplatform.defaults.metric;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
@EnableConfigurationProperties(MetricSettings.class)
class MetricAutoConfiguration {

  /** Static, since registries are made before most else. */
  @Bean
  static MetricContract metricContract() {
    return MetricContract.load();
  }

  @Bean
  static ContractFilter contractFilter(MetricContract contract, MetricSettings settings) {
    return new ContractFilter(contract, settings);
  }
}
