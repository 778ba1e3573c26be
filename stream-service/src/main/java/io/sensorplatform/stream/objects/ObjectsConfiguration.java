package io.sensorplatform.stream.objects;

import io.sensorplatform.stream.consume.ConditionalOnRole;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The way to the archive's objects; only where they are made, which needs the bucket's settings.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole("archiver")
@EnableConfigurationProperties(S3Settings.class)
class ObjectsConfiguration {

  @Bean
  S3Client s3(S3Settings settings) {
    return S3Connection.open(settings);
  }

  @Bean
  ArchiveBucket archiveBucket(S3Client s3, S3Settings settings) {
    return new ArchiveBucket(s3, settings.bucket());
  }

  @Bean
  ObjectReader objectReader(ArchiveBucket bucket) {
    return new ObjectReader(bucket);
  }

  @Bean
  ArchiveNews archiveNews() {
    return new ArchiveNews();
  }
}
