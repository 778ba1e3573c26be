package io.sensorplatform.stream.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.telemetry.TailSampler;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaSettings.class)
class ConsumeConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  TopicSetup topicSetup(KafkaSettings kafka) {
    return new TopicSetup(kafka);
  }

  @Bean
  BatchTracer batchTracer(OpenTelemetry telemetry) {
    return new BatchTracer(telemetry);
  }

  @Bean
  BrokerStage brokerStage(ObjectProvider<StreamRole> roles, MeterRegistry registry) {
    return new BrokerStage(roles.stream().toList(), registry);
  }

  /** What has no parent follows its links. */
  @Bean
  Sampler sampler(SpanExporters exporters) {
    return new TailSampler(new LinkSampler(), exporters);
  }
}
