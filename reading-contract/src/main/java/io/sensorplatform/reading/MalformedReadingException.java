package io.sensorplatform.reading;

/** Bytes that are not a reading. Permanent: trying again cannot help. */
public final class MalformedReadingException extends Exception {

  public MalformedReadingException(String reason) {
    super(reason);
  }
}
