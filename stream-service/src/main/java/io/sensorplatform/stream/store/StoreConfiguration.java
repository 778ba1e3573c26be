package io.sensorplatform.stream.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.ConditionalOnRole;
import io.sensorplatform.stream.consume.RoleHealth;
import io.sensorplatform.stream.consume.RoleStage;
import io.sensorplatform.stream.consume.StreamRole;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(WriterStage.ROLE)
@EnableConfigurationProperties(WriterSettings.class)
class StoreConfiguration {

  /** The objective of freshness, 5 s, and what the age may be off by: it is asked for every 5 s. */
  private static final Duration QUERYABLE_WITHIN = Duration.ofSeconds(15);

  @Bean
  Schema schema(DataSource database) {
    return new Schema(database);
  }

  @Bean
  RetentionJob retentionJob(
      WriterSettings settings,
      Schema schema,
      DataSource database,
      MeterRegistry registry,
      Clock clock) {
    return new RetentionJob(schema, new Retention(database, clock, settings.retention()), registry);
  }

  @Bean
  StreamRole writer(
      WriterSettings settings,
      KafkaSettings kafka,
      Schema schema,
      DataSource database,
      BatchTracer tracer,
      MeterRegistry registry,
      Clock clock) {
    return role(Topics.READINGS, settings, kafka, schema, database, tracer, registry, clock);
  }

  static StreamRole role(
      String topic,
      WriterSettings settings,
      KafkaSettings kafka,
      Schema schema,
      DataSource database,
      BatchTracer tracer,
      MeterRegistry registry,
      Clock clock) {
    var days = new Days(database, clock, settings.daysAhead());
    var series = new Series(database, settings.seriesCacheSize());
    var positions = new Positions(WriterStage.ROLE, database);
    var metrics = new StoreMetrics(registry, clock);
    var plan =
        new StreamRole.Plan(
            WriterStage.ROLE,
            topic,
            "sensor.store",
            FailureStage.POSTGRES,
            settings.threads(),
            settings.maxRows(),
            number ->
                new WriterStage(
                    settings,
                    schema,
                    days,
                    positions,
                    new BatchStore(WriterStage.ROLE, database, positions, series, days),
                    tracer,
                    metrics,
                    clock));
    return new StreamRole(plan, kafka, registry, clock);
  }

  @Bean
  RoleHealth writerHealthIndicator(@Qualifier("writer") StreamRole writer) {
    return new RoleHealth(writer);
  }

  @Bean
  RoleStage writerStage(@Qualifier("writer") StreamRole writer, MeterRegistry registry) {
    return new RoleStage(
        new RoleStage.Plan(
            PipelineStage.POSTGRES,
            List.of("sensor.store.rows", "sensor.store.replaced"),
            null,
            QUERYABLE_WITHIN,
            "freshness-burn",
            "postgres-unavailable",
            List.of(
                new RoleStage.Wrong(
                    "sensor.ledger.difference",
                    "readings are missing in the ledger",
                    "durability-ledger-difference"))),
        writer,
        registry);
  }
}
