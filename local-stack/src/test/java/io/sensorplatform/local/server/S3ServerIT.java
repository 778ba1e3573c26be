package io.sensorplatform.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ServerIT {
  private static S3Server s3;

  @BeforeAll
  static void start() {
    s3 = EmbeddedServers.s3();
  }

  @Test
  void keepsObjectsAndTheirMetadataThroughKillAndStop() {
    try (var client = client(s3.secretKey())) {
      client.putObject(
          put ->
              put.bucket(s3.bucket()).key("a/b=1/c.parquet").metadata(java.util.Map.of("end", "7")),
          RequestBody.fromString("content"));

      s3.kill();
      assertThat(s3.isAlive()).isFalse();
      s3.start();
      s3.stop();
      assertThat(s3.isAlive()).isFalse();
      s3.start();

      var object = client.getObjectAsBytes(get -> get.bucket(s3.bucket()).key("a/b=1/c.parquet"));
      assertThat(object.asUtf8String()).isEqualTo("content");
      assertThat(object.response().metadata()).containsEntry("end", "7");
    }
  }

  @Test
  void ofManyCreatorsOneMakesTheObjectAndTheOthersGet412() throws Exception {
    try (var client = client(s3.secretKey());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        String key = "race/" + round;
        List<Callable<Integer>> creators = new ArrayList<>();
        for (int creator = 0; creator < 8; creator++) {
          String content = "creator " + creator;
          creators.add(() -> create(client, key, content));
        }
        List<Integer> statuses = new ArrayList<>();
        for (var result : threads.invokeAll(creators)) {
          statuses.add(result.get());
        }
        // The maker itself is told 412 when its answer was lost and the SDK asked again: so no
        // more than one 200, and one creator's content whole.
        assertThat(statuses).isSubsetOf(200, 412);
        assertThat(statuses.stream().filter(status -> status == 200).count()).isLessThan(2);
        String made =
            client.getObjectAsBytes(get -> get.bucket(s3.bucket()).key(key)).asUtf8String();
        int winner = statuses.indexOf(200);
        assertThat(made).matches(winner < 0 ? "creator [0-7]" : "creator " + winner);
      }
    }
  }

  @Test
  void refusesAWrongKey() {
    try (var client = client("wrong")) {
      assertThatThrownBy(() -> client.listObjectsV2(list -> list.bucket(s3.bucket())))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  private static int create(S3Client client, String key, String content) {
    try {
      return client
          .putObject(
              put -> put.bucket(s3.bucket()).key(key).ifNoneMatch("*"),
              RequestBody.fromString(content))
          .sdkHttpResponse()
          .statusCode();
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  private static S3Client client(String secretKey) {
    return S3Client.builder()
        .endpointOverride(s3.endpoint())
        .region(Region.of(s3.region()))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), secretKey)))
        .build();
  }
}
