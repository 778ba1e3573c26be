package io.sensorplatform.stream.objects;

/** An object's bytes are not what the archiver wrote. Asking again will not help. */
public final class UnreadableObjectException extends Exception {

  public UnreadableObjectException(String detail) {
    super(detail);
  }

  public UnreadableObjectException(String detail, Throwable cause) {
    super(detail, cause);
  }
}
