package io.sensorplatform.stream.archive;

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
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(ArchiverStage.ROLE)
@EnableConfigurationProperties(ArchiverSettings.class)
class ArchiveConfiguration {

  private static final int MAX_POLL_RECORDS = 10_000;

  /** The objective of the archive's completeness. */
  private static final Duration ARCHIVED_WITHIN = Duration.ofMinutes(20);

  @Bean
  StreamRole archiver(
      ArchiverSettings settings,
      ArchiveBucket bucket,
      ArchiveNews news,
      KafkaSettings kafka,
      BatchTracer tracer,
      MeterRegistry registry,
      Clock clock) {
    return role(Topics.READINGS, settings, bucket, news, kafka, tracer, registry, clock);
  }

  static StreamRole role(
      String topic,
      ArchiverSettings settings,
      ArchiveBucket bucket,
      ArchiveNews news,
      KafkaSettings kafka,
      BatchTracer tracer,
      MeterRegistry registry,
      Clock clock) {
    var metrics = new ArchiveMetrics(registry, clock);
    var plan =
        new StreamRole.Plan(
            ArchiverStage.ROLE,
            topic,
            "sensor.archive",
            FailureStage.S3,
            settings.threads(),
            MAX_POLL_RECORDS,
            number ->
                new ArchiverStage(
                    settings,
                    WorkDirectory.of(settings.directory(), number),
                    bucket,
                    tracer,
                    metrics,
                    news,
                    clock));
    return new StreamRole(plan, kafka, registry, clock);
  }

  @Bean
  RoleHealth archiverHealthIndicator(@Qualifier("archiver") StreamRole archiver) {
    return new RoleHealth(archiver);
  }

  @Bean
  RoleStage archiverStage(@Qualifier("archiver") StreamRole archiver, MeterRegistry registry) {
    return new RoleStage(
        new RoleStage.Plan(
            PipelineStage.S3,
            List.of("sensor.archive.rows"),
            "sensor.archive.oldest.age",
            ARCHIVED_WITHIN,
            "archive-behind",
            "archive-behind",
            List.of(
                new RoleStage.Wrong("sensor.archive.gaps", "gaps in the archive", "archive-gaps"),
                new RoleStage.Wrong(
                    "sensor.archive.missing", "archive objects gone from S3", "archive-gaps"))),
        archiver,
        registry);
  }
}
