package io.sensorplatform.defaults.pipeline;

/**
 * What a stage did a second, lately.
 *
 * @param unit readings, requests or tokens
 */
public record Rate(double last10s, double last60s, String unit) {

  /** Of two processes that share the work. */
  Rate plus(Rate other) {
    return new Rate(last10s + other.last10s, last60s + other.last60s, unit);
  }
}
