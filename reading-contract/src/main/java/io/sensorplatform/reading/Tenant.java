package io.sensorplatform.reading;

import java.util.regex.Pattern;

/**
 * The form of a tenant's name: 1 to 63 letters, digits, {@code -} or {@code _}, starting with a
 * letter or digit. No slash, so that {@code tenant/sensorId} has one reading.
 */
public final class Tenant {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

  private Tenant() {}

  public static boolean isValid(String tenant) {
    return FORM.matcher(tenant).matches();
  }
}
