package io.sensorplatform.local.server;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something outside this JVM that tells nobody when it is done. */
public final class Wait {
  private static final Duration PACE = Duration.ofMillis(25);

  private Wait() {}

  /** Asks again and again; whether it came true in time. */
  public static boolean until(Duration patience, BooleanSupplier done) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(PACE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
