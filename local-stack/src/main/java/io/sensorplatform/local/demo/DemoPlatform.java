package io.sensorplatform.local.demo;

import java.net.URI;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Where the demo finds the platform: what {@code ./platform status --json} tells anyone.
 *
 * @param script how a person calls {@code ./platform} from where they are
 * @param gateway base of the public API
 * @param tenant of the devices
 */
public record DemoPlatform(
    String script,
    URI gateway,
    String tenant,
    Devices devices,
    Database database,
    ObjectStore objectStore) {

  /**
   * How a device comes to send.
   *
   * @param register takes a name and the prefixes of its sensors; nothing happens if it is
   *     registered
   * @param token an access token for the device of that name
   */
  public record Devices(BiConsumer<String, List<String>> register, UnaryOperator<String> token) {}

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
