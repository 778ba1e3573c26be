package io.sensorplatform.stream.objects;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the archive lies.
 *
 * @param endpoint of an S3-compatible server; by default AWS's own for the region
 * @param region default us-east-1
 * @param bucket must exist
 * @param accessKey with {@code secretKey}; by default the AWS SDK's provider chain (task role)
 * @param secretKey with {@code accessKey}
 * @param pathStyleAccess bucket in the path, not in the host name; default false
 * @param silence how long a connection may say nothing; default 20s
 * @param callTimeout how long one call may take, upload included; default 3m
 */
@ConfigurationProperties("platform.s3")
public record S3Settings(
    @Nullable URI endpoint,
    @DefaultValue("us-east-1") String region,
    String bucket,
    @Nullable String accessKey,
    @Nullable String secretKey,
    @DefaultValue("false") boolean pathStyleAccess,
    @DefaultValue("20s") Duration silence,
    @DefaultValue("3m") Duration callTimeout) {

  public S3Settings {
    if (bucket == null || bucket.isBlank()) {
      throw new IllegalArgumentException("platform.s3.bucket is missing");
    }
    if ((accessKey == null) != (secretKey == null)) {
      throw new IllegalArgumentException(
          "platform.s3.access-key and secret-key are given together or not at all");
    }
    if (silence.toMillis() < 1 || callTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("platform.s3: silence and call-timeout are positive");
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "S3Settings[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + "]";
  }
}
