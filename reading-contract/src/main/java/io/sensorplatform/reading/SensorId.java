package io.sensorplatform.reading;

/**
 * The form of a sensor's id: 1 to 128 characters of the SenML name alphabet, starting with a letter
 * or digit (RFC 8428 s4.5.1).
 */
public final class SensorId {

  public static final int MAX_LENGTH = 128;

  private static final boolean[] ALPHABET = alphabet();

  private SensorId() {}

  public static boolean isValid(String id) {
    int length = id.length();
    if (length == 0 || length > MAX_LENGTH || !isAlphanumeric(id.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = id.charAt(i);
      if (c >= ALPHABET.length || !ALPHABET[c]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean[] alphabet() {
    var allowed = new boolean[128];
    for (char c = 0; c < allowed.length; c++) {
      allowed[c] = isAlphanumeric(c) || "-:./_".indexOf(c) >= 0;
    }
    return allowed;
  }
}
