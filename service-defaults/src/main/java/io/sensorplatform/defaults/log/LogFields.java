package io.sensorplatform.defaults.log;

/** Names of what a line tells beside its message, as MDC entry or key-value. */
public final class LogFields {

  public static final String TRACE = "trace_id";
  public static final String CORRELATION = "correlation_id";
  public static final String TENANT = "tenant";
  public static final String CLIENT = "client_id";

  /** Readings of a request or batch. */
  public static final String READINGS = "sensor.count";

  /** Of a problem document. */
  public static final String CODE = "code";

  /** Lines like this one that were left out since the last. */
  public static final String SUPPRESSED = "suppressed";

  private LogFields() {}
}
