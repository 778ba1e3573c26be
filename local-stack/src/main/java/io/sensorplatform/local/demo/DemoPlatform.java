package io.sensorplatform.local.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where the demo finds the platform: the same as {@code ./platform status --json} tells anyone.
 *
 * @param gateway base of the public API
 * @param tenant the operator's, and so the fleet's
 * @param operatorToken gets an access token of the operator, to register devices
 * @param keys file in which the fleet's API keys are kept between runs; made if it is missing, only
 *     for its owner to read
 */
public record DemoPlatform(
    URI gateway,
    String tenant,
    Supplier<String> operatorToken,
    Path keys,
    Database database,
    ObjectStore objectStore) {

  /** A login that may read {@code readings.readings}. */
  public record Database(String host, int port, String name, String username, String password) {
    String jdbcUrl() {
      return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }
  }

  /** An S3 API with the archive in {@code bucket}. */
  public record ObjectStore(
      URI endpoint, String region, String bucket, String accessKey, String secretKey) {}
}
