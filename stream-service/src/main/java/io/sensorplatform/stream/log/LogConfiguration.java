package io.sensorplatform.stream.log;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.reading.Topics;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LogConfiguration {

  private static final int CONSUMERS = 3;

  @Bean
  LogEnds logEnds(KafkaSettings kafka) {
    return new LogEnds(Topics.READINGS, kafka);
  }

  @Bean
  LogReader logReader(KafkaSettings kafka) {
    return new LogReader(kafka, CONSUMERS);
  }
}
