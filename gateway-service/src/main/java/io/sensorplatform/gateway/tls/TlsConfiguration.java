package io.sensorplatform.gateway.tls;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TlsConfiguration {

  @Bean
  Certificates certificates(TlsSettings settings, MeterRegistry meters) {
    return new Certificates(settings, meters, Clock.systemUTC());
  }
}
