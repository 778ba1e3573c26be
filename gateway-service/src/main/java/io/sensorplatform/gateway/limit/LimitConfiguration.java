package io.sensorplatform.gateway.limit;

import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

  @Bean
  Limits limits(LimitSettings settings, ObjectProvider<Settlement> shared) {
    return new Limits(settings, System::nanoTime, shared.getIfAvailable());
  }

  @Bean
  Quotas quotas(QuotaSettings settings, Clock clock, ObjectProvider<Settlement> shared) {
    return new Quotas(settings, System::nanoTime, clock, shared.getIfAvailable());
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("platform.gateway.redis.url")
  static class Shared {

    @Bean
    RedisSettlement settlement(RedisSettings settings, MeterRegistry meters) {
      var settlement =
          new RedisSettlement(
              RedisURI.create(String.valueOf(settings.url())), settings, System::nanoTime);
      Gauge.builder("sensor.gateway.limits.shared", settlement, of -> of.isLost() ? 0 : 1)
          .description("Whether limits are shared with other gateways now")
          .register(meters);
      return settlement;
    }

    /** Always up: without Redis each gateway counts for itself. */
    @Bean
    HealthIndicator limitsHealthIndicator(RedisSettlement settlement) {
      return () ->
          Health.up()
              .withDetail("counted", settlement.isLost() ? "here, Redis is away" : "with others")
              .build();
    }
  }
}
