package io.sensorplatform.local.demo;

/** What a device needs to get tokens. */
record DeviceKey(String clientId, String apiKey) {
  @Override
  public String toString() {
    return clientId + " (key not shown)";
  }
}
