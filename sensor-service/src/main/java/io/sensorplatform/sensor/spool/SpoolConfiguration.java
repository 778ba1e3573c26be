package io.sensorplatform.sensor.spool;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SpoolConfiguration {

  @Bean
  Spool spool(SpoolSettings settings, Clock clock, MeterRegistry registry) {
    return new Spool(settings, new Disk(), clock, registry);
  }
}
