package io.sensorplatform.auth.device;

import java.time.Instant;
import java.util.List;

/**
 * Something that sends and reads readings.
 *
 * @param clientId its id at the token endpoint
 * @param name unique in its tenant
 * @param sensors prefixes of the sensor ids that it may write and read
 * @param disabled whether it is kept from getting tokens
 */
public record Device(
    String clientId,
    String tenant,
    String name,
    List<String> sensors,
    boolean disabled,
    Instant createdAt) {

  public Device {
    sensors = List.copyOf(sensors);
  }
}
