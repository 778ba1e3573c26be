package io.sensorplatform.stream.objects;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens the way to S3. */
public final class S3Connection {

  private S3Connection() {}

  public static S3Client open(S3Settings settings) {
    var client =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyleAccess())
            // Each PUT carries an MD5, which every S3-compatible server checks.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(3))
                    .socketTimeout(settings.silence())
                    .connectionMaxIdleTime(Duration.ofSeconds(20)))
            .overrideConfiguration(override ->
                override
                    // The loop waits and tries again, and says so; a second ladder below it
                    // would only hide the first.
                    .retryStrategy(retry -> retry.maxAttempts(1))
                    .apiCallTimeout(settings.callTimeout()));
    if (settings.endpoint() != null) {
      client.endpointOverride(settings.endpoint());
    }
    if (settings.accessKey() != null && settings.secretKey() != null) {
      client.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())));
    }
    return client.build();
  }
}
