package io.sensorplatform.stream.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.stream.log.LogEnds;
import io.sensorplatform.stream.log.LogReader;
import io.sensorplatform.stream.query.StoreQueries;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerSettings.class)
class LedgerConfiguration {

  @Bean
  LedgerBook ledgerBook(
      StoreQueries store, LogEnds ends, LogReader log, LedgerSettings settings, Clock clock) {
    return new LedgerBook(store, ends, log, settings, clock);
  }

  @Bean
  LedgerSampler ledgerSampler(
      LedgerBook book, LedgerSettings settings, Clock clock, MeterRegistry registry) {
    return new LedgerSampler(book, settings, clock, registry);
  }
}
