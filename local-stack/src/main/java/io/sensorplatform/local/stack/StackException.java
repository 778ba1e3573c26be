package io.sensorplatform.local.stack;

/** Something that whoever called has to know or to do. The message is for a person. */
public final class StackException extends RuntimeException {
  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
