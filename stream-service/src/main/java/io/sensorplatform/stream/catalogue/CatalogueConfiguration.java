package io.sensorplatform.stream.catalogue;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.stream.consume.ConditionalOnRole;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.ObjectReader;
import io.sensorplatform.stream.query.StoreQueries;
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
  Catalogue catalogue(StoreQueries store) {
    return new Catalogue(store);
  }

  @Bean
  CatalogueKeeper catalogueKeeper(
      ArchiveNews news,
      ArchiveBucket bucket,
      ObjectReader reader,
      JdbcClient database,
      PlatformTransactionManager transactions,
      Catalogue catalogue,
      CatalogueSettings settings,
      MeterRegistry registry,
      Clock clock) {
    var writer = new CatalogueWriter(database, new TransactionTemplate(transactions));
    return new CatalogueKeeper(
        news, new BucketCheck(bucket, reader, writer, settings, clock), catalogue, registry);
  }
}
