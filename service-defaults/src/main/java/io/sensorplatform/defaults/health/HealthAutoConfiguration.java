package io.sensorplatform.defaults.health;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
class HealthAutoConfiguration {

  @Bean
  StartedHealth startedHealthIndicator(ObjectProvider<Clock> clock) {
    return new StartedHealth(clock.getIfAvailable(Clock::systemUTC));
  }
}
