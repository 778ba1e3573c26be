package io.sensorplatform.defaults.token;

/** What a token can allow. */
public final class Scopes {

  public static final String READINGS_WRITE = "readings:write";
  public static final String READINGS_READ = "readings:read";
  public static final String SENSORS_ADMIN = "sensors:admin";
  public static final String DEVICES_ADMIN = "devices:admin";
  public static final String OPERATIONS = "operations";

  /** Of operators of the whole platform: what they may do, they may do for every tenant. */
  public static final String PLATFORM_ADMIN = "platform:admin";

  private Scopes() {}
}
