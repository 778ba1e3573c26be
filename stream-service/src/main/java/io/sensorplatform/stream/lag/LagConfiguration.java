package io.sensorplatform.stream.lag;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.stream.consume.StreamRole;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LagSettings.class)
class LagConfiguration {

  @Bean
  LagSampler lagSampler(
      ObjectProvider<StreamRole> roles,
      KafkaSettings kafka,
      LagSettings settings,
      MeterRegistry registry,
      Clock clock) {
    var lags =
        roles
            .orderedStream()
            .map(role -> new RoleLag(role.name(), role.topic(), kafka, registry, clock))
            .toList();
    return new LagSampler(lags, settings.interval());
  }
}
