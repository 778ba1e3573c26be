package io.sensorplatform.defaults.hop;

/** Header fields between the gateway and the services behind it. */
public final class HopHeaders {

  /**
   * Milliseconds that the service has for its answer, from the last byte of the request. A caller
   * may send it, too, to wait less than the route allows, never more.
   */
  public static final String REQUEST_TIMEOUT = "Request-Timeout-Ms";

  /** In an answer: how many readings it accepted. Never leaves the gateway. */
  public static final String ACCEPTED = "Sensor-Accepted";

  private HopHeaders() {}
}
