package io.sensorplatform.sensor.idempotency;

import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {

  @Bean
  MemoryFirstAnswers answersInMemory(
      IdempotencySettings settings, Clock clock, MeterRegistry metrics) {
    var memory = new MemoryFirstAnswers(clock, settings.memory().toBytes(), settings.keep());
    Gauge.builder("sensor.idempotency.memory", memory, MemoryFirstAnswers::bytes)
        .description("Bytes of first answers kept in memory")
        .baseUnit("bytes")
        .register(metrics);
    FunctionCounter.builder("sensor.idempotency.evicted", memory, MemoryFirstAnswers::evicted)
        .description("First answers given up before their time for want of memory")
        .register(metrics);
    return memory;
  }

  @Bean
  Idempotency idempotency(
      MemoryFirstAnswers memory, ObjectProvider<SharedFirstAnswers> shared, MeterRegistry metrics) {
    FirstAnswers known = shared.getIfAvailable();
    return new Idempotency(known == null ? memory : known, metrics);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("platform.idempotency.redis-url")
  static class Shared {

    @Bean
    RedisFirstAnswers answersInRedis(IdempotencySettings settings, Clock clock) {
      return new RedisFirstAnswers(
          RedisURI.create(String.valueOf(settings.redisUrl())),
          settings.redisTimeout(),
          settings.keep(),
          clock);
    }

    @Bean
    SharedFirstAnswers sharedAnswers(
        RedisFirstAnswers redis, MemoryFirstAnswers memory, MeterRegistry metrics) {
      var shared = new SharedFirstAnswers(redis, memory);
      Gauge.builder("sensor.idempotency.redis.up", shared, s -> s.isLost() ? 0 : 1)
          .description("Whether Redis answered the last time; keys are shared only then")
          .register(metrics);
      return shared;
    }
  }
}
