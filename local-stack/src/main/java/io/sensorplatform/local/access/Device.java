package io.sensorplatform.local.access;

import java.net.URI;

/**
 * A device as it was registered: what it needs to send readings.
 *
 * @param apiKey its client secret at the token endpoint; the platform does not tell it again
 */
public record Device(String clientId, String apiKey, URI tokenEndpoint, URI ingestEndpoint) {
  /** Without the key. */
  @Override
  public String toString() {
    return "Device[clientId=" + clientId + "]";
  }
}
