package io.sensorplatform.local.access;

/** The platform refused, or could not be asked. The message is for a person. */
public final class AccessException extends RuntimeException {
  private final int status;
  private final String code;

  AccessException(String message, int status, String code) {
    super(message);
    this.status = status;
    this.code = code;
  }

  AccessException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
    this.code = "";
  }

  /** HTTP status; 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** The problem document's code; empty if there was none. */
  public String code() {
    return code;
  }
}
