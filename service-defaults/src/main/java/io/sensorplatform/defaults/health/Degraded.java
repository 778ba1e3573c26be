package io.sensorplatform.defaults.health;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Does its work, but not all of it, or not as it should: for people to see. Balancers get 200, as
 * to take a process out of rotation would not help.
 */
public final class Degraded {

  public static final Status STATUS = new Status("DEGRADED");

  private Degraded() {}

  /** Degraded if that is so, else up. */
  public static Health.Builder when(boolean degraded) {
    return degraded ? Health.status(STATUS) : Health.up();
  }
}
