package io.sensorplatform.gateway.limit;

import io.github.bucket4j.TimeMeter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

  @Bean
  Limits limits(LimitSettings settings) {
    return new Limits(settings, TimeMeter.SYSTEM_NANOTIME);
  }
}
