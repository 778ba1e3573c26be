package io.sensorplatform.stream.catalogue;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.stream.consume.ConditionalOnRole;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.ObjectReader;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@ConditionalOnRole("archiver")
@EnableConfigurationProperties(CatalogueSettings.class)
class CatalogueConfiguration {

  @Bean
  Catalogue catalogue(JdbcClient database, PlatformTransactionManager transactions) {
    return new Catalogue(database, new TransactionTemplate(transactions));
  }

  @Bean
  GapCheck gapCheck(JdbcClient database) {
    return new GapCheck(database);
  }

  @Bean
  LogEnds logEnds(KafkaSettings kafka) {
    return new LogEnds(kafka);
  }

  @Bean
  CatalogueKeeper catalogueKeeper(
      ArchiveNews news,
      ArchiveBucket bucket,
      ObjectReader reader,
      Catalogue catalogue,
      GapCheck gapCheck,
      CatalogueSettings settings,
      MeterRegistry registry,
      Clock clock) {
    return new CatalogueKeeper(
        news, bucket, reader, catalogue, gapCheck, settings, registry, clock);
  }
}
