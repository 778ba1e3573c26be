package io.sensorplatform.defaults.revocation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@AutoConfiguration
@EnableConfigurationProperties({RevocationSettings.class, KafkaSettings.class})
class RevocationAutoConfiguration {

  @Bean
  RevokedTokens revokedTokens(RevocationSettings settings) {
    return new RevokedTokens(settings);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "platform.revocations.enabled", matchIfMissing = true)
  static class Following {

    @Bean
    RevocationProgress revocationProgress(
        RevocationSettings settings,
        RevokedTokens revoked,
        ObjectProvider<Clock> clock,
        ObjectProvider<MeterRegistry> meters) {
      return new RevocationProgress(
          settings,
          revoked,
          clock.getIfAvailable(Clock::systemUTC),
          meters.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    RevocationReader revocationReader(
        KafkaSettings kafka,
        RevocationSettings settings,
        RevokedTokens revoked,
        RevocationProgress progress,
        ObjectProvider<Clock> clock) {
      return new RevocationReader(
          kafka, settings, revoked, progress, clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    RevocationHealth revocationsHealthIndicator(
        RevokedTokens revoked, RevocationProgress progress) {
      return new RevocationHealth(revoked, progress);
    }
  }
}
