package io.sensorplatform.stream.deadletter;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.stream.store.WriterSettings;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DeadLetterSettings.class, WriterSettings.class})
class DeadLetterConfiguration {

  @Bean
  Database deadLetterDatabase(JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new Database(jdbc, transactions);
  }

  @Bean
  Letters letters(Database database) {
    return new Letters(database);
  }

  @Bean
  DeadLetterMetrics deadLetterMetrics(MeterRegistry registry, MetricContract contract) {
    var reasons =
        contract
            .find("sensor.dead_letters.open")
            .flatMap(metric -> metric.tag("reason"))
            .orElseThrow()
            .values();
    return new DeadLetterMetrics(registry, reasons);
  }

  @Bean
  LetterChanges letterChanges(
      Database database, Verdicts verdicts, DeadLetterMetrics metrics, Clock clock) {
    return new LetterChanges(database, verdicts, metrics, clock);
  }

  @Bean
  Verdicts verdicts(Database database, WriterSettings writer, Clock clock) {
    return new Verdicts(database, writer, clock);
  }

  @Bean
  OpenLetters openLetters(Letters letters, DeadLetterMetrics metrics, DeadLetterSettings settings) {
    return new OpenLetters(letters, metrics, settings.countInterval());
  }
}
