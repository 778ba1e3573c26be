package io.sensorplatform.reading;

/** Kafka topic and header names that services share. */
public final class Topics {

  /** Every accepted reading, keyed by {@link #key}, in {@link ReadingCodec}'s bytes. */
  public static final String READINGS = "sensor.readings";

  public static final String ALERTS = "sensor.alerts";

  /** Compacted: what must no longer be trusted. */
  public static final String REVOCATIONS = "auth.revocations";

  /** Record header that carries the W3C trace context of the request a reading came with. */
  public static final String TRACEPARENT = "traceparent";

  private Topics() {}

  /** The record key: all readings of a sensor share a partition, so their order is kept. */
  public static String key(String tenant, String sensorId) {
    return tenant + '/' + sensorId;
  }
}
