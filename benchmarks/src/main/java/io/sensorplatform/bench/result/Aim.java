package io.sensorplatform.bench.result;

/**
 * What a figure is to be.
 *
 * @param of what is held against the value: the ratio to the limit, or our own figure
 */
public record Aim(Of of, Bound bound, double value) {

  /** Which number. */
  public enum Of {
    RATIO,
    OURS
  }

  /** Which side of it is good. */
  public enum Bound {
    AT_LEAST,
    AT_MOST
  }

  public static Aim ratioAtLeast(double value) {
    return new Aim(Of.RATIO, Bound.AT_LEAST, value);
  }

  public static Aim ratioAtMost(double value) {
    return new Aim(Of.RATIO, Bound.AT_MOST, value);
  }

  public static Aim atLeast(double value) {
    return new Aim(Of.OURS, Bound.AT_LEAST, value);
  }

  public static Aim atMost(double value) {
    return new Aim(Of.OURS, Bound.AT_MOST, value);
  }

  boolean isMetBy(double measured) {
    return bound == Bound.AT_LEAST ? measured >= value : measured <= value;
  }
}
