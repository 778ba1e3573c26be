package io.sensorplatform.local.stack;

/** Which ports a stack takes when it comes up. */
public enum PortChoice {
  /** Those of its data directory; at the first start the defaults. */
  KEPT,
  /** Those of its data directory if they were chosen free once; else ones that are free now. */
  FREE
}
