package io.sensorplatform.local.demo;

/** What is sent, and looked for afterwards. */
record DemoReading(String sensorId, long observedAtMicros, double value, String unit) {
  /** What identifies it inside its tenant. */
  record Key(String sensorId, long observedAtMicros) {}

  Key key() {
    return new Key(sensorId, observedAtMicros);
  }
}
