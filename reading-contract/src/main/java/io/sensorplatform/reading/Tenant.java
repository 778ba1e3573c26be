package io.sensorplatform.reading;

/**
 * The form of a tenant's name: 1 to 63 letters, digits, {@code -} or {@code _}, starting with a
 * letter or digit. No slash, so that {@code tenant/sensorId} has one reading.
 */
public final class Tenant {

  public static final int MAX_LENGTH = 63;

  private Tenant() {}

  public static boolean isValid(String tenant) {
    int length = tenant.length();
    if (length == 0 || length > MAX_LENGTH || !isAlphanumeric(tenant.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = tenant.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
