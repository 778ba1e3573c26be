package io.sensorplatform.monitoring.query;

/** What is made of a metric's values, over all instances and over the values of tags not named. */
public enum Statistic {
  /** Of a counter or of how often something was timed: per second. */
  RATE,
  /** Of a counter: how much more there is than before. */
  INCREASE,
  /**
   * Of a counter: the same, but what a new instance has counted before it was first asked counts,
   * too. For what a service finds out while it starts.
   */
  GAIN,
  MAX,
  MIN,
  /** Of a gauge, over the instances. */
  SUM,
  MEAN,
  P50,
  P95,
  P99,
  /** How often something took at most so long, per second. */
  WITHIN,
  /** 1 while a service tells nothing. */
  MISSING;

  /** As a share of 1; 0 if it is no percentile. */
  double quantile() {
    return switch (this) {
      case P50 -> 0.5;
      case P95 -> 0.95;
      case P99 -> 0.99;
      default -> 0;
    };
  }
}
