package io.sensorplatform.sensor.query;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReplicaSettings.class)
class QueryConfiguration {

  /** Short, so that there is time left to ask the primary. */
  private static final Duration REPLICA_PATIENCE = Duration.ofSeconds(1);

  @Bean
  // Empty is none, so that a file can leave it open.
  @ConditionalOnExpression("!'${platform.query.replica.url:}'.isEmpty()")
  Replica replica(HikariDataSource primary, ReplicaSettings settings, MeterRegistry registry) {
    var config = new HikariConfig();
    primary.copyStateTo(config);
    config.setJdbcUrl(Objects.requireNonNull(settings.url()));
    config.setPoolName("replica");
    config.setConnectionTimeout(REPLICA_PATIENCE.toMillis());
    config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
    return new Replica(new HikariDataSource(config), settings.maxLag());
  }

  @Bean
  ReadingStore readingStore(
      DataSource primary, ObjectProvider<Replica> replica, StoreFailures failures) {
    Replica found = replica.getIfAvailable();
    DataSource source = found == null ? primary : new ReplicaFirst(found, primary);
    return new ReadingStore(
        JdbcClient.create(source), new JdbcTransactionManager(source), failures, found);
  }
}
