package io.sensorplatform.reading;

/**
 * The form of a unit: 1 to 16 printable characters without spaces. Every symbol of the SenML unit
 * registry (RFC 8428 s12.1) has this form; other units are kept as they are told.
 */
public final class Unit {

  public static final int MAX_LENGTH = 16;

  private Unit() {}

  public static boolean isValid(String unit) {
    if (unit.isEmpty() || unit.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < unit.length(); i++) {
      char c = unit.charAt(i);
      if (c <= ' ' || c == 0x7f || Character.isISOControl(c) || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
