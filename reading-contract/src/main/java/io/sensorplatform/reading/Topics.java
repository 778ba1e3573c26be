package io.sensorplatform.reading;

import java.util.regex.Pattern;

/** Kafka topic and header names that services share. */
public final class Topics {

  /** Every accepted reading, keyed by {@link #key}, in {@link ReadingCodec}'s bytes. */
  public static final String READINGS = "sensor.readings";

  public static final String ALERTS = "sensor.alerts";

  /** Compacted: what must no longer be trusted. */
  public static final String REVOCATIONS = "auth.revocations";

  /** Record header that carries the W3C trace context of the request a reading came with. */
  public static final String TRACEPARENT = "traceparent";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private Topics() {}

  /** Whether Kafka could have a topic of this name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The record key: all readings of a sensor share a partition, so their order is kept. */
  public static String key(String tenant, String sensorId) {
    return tenant + '/' + sensorId;
  }
}
