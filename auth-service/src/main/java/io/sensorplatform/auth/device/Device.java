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
 * @param version rises with each change
 */
public record Device(
    String clientId,
    String tenant,
    String name,
    List<String> sensors,
    boolean disabled,
    Instant createdAt,
    long version) {

  public Device {
    sensors = List.copyOf(sensors);
  }

  /** Whether each sensor that this device may write, the other may write, too. */
  boolean isCoveredBy(Device other) {
    return sensors.stream().allMatch(own -> other.sensors.stream().anyMatch(own::startsWith));
  }

  /** As its next version. */
  Device next() {
    return new Device(clientId, tenant, name, sensors, disabled, createdAt, version + 1);
  }
}
