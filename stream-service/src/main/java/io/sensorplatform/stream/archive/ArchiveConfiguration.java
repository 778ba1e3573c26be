package io.sensorplatform.stream.archive;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.ConditionalOnRole;
import io.sensorplatform.stream.consume.RoleHealth;
import io.sensorplatform.stream.consume.StreamRole;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(ArchiverStage.ROLE)
@EnableConfigurationProperties({ArchiverSettings.class, S3Settings.class})
class ArchiveConfiguration {

  private static final int MAX_POLL_RECORDS = 10_000;

  @Bean
  S3Client s3(S3Settings settings) {
    return S3Connection.open(settings);
  }

  @Bean
  StreamRole archiver(
      ArchiverSettings settings,
      S3Settings s3Settings,
      S3Client s3,
      KafkaSettings kafka,
      BatchTracer tracer,
      MeterRegistry registry,
      Clock clock) {
    var bucket = new ArchiveBucket(s3, s3Settings.bucket());
    return role(Topics.READINGS, settings, bucket, kafka, tracer, registry, clock);
  }

  static StreamRole role(
      String topic,
      ArchiverSettings settings,
      ArchiveBucket bucket,
      KafkaSettings kafka,
      BatchTracer tracer,
      MeterRegistry registry,
      Clock clock) {
    var metrics = new ArchiveMetrics(registry);
    var plan =
        new StreamRole.Plan(
            ArchiverStage.ROLE,
            topic,
            "sensor.archive",
            settings.threads(),
            MAX_POLL_RECORDS,
            number ->
                new ArchiverStage(
                    settings,
                    new WorkDirectory(settings.directory().resolve("consumer-" + number)),
                    bucket,
                    tracer,
                    metrics,
                    clock));
    return new StreamRole(plan, kafka, registry, clock);
  }

  @Bean
  RoleHealth archiverHealthIndicator(@Qualifier("archiver") StreamRole archiver) {
    return new RoleHealth(archiver);
  }
}
