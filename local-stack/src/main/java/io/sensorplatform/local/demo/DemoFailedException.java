package io.sensorplatform.local.demo;

/** The demo cannot go on; the message is for whoever started it. */
public final class DemoFailedException extends RuntimeException {
  DemoFailedException(String message) {
    super(message);
  }

  DemoFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
