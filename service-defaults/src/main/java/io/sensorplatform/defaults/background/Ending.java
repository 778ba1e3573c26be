package io.sensorplatform.defaults.background;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a job when it is to end. */
public final class Ending {

  private final CountDownLatch stop;

  Ending(CountDownLatch stop) {
    this.stop = stop;
  }

  /** Whether the job is to end. */
  public boolean hasCome() {
    return stop.getCount() == 0;
  }

  /** Waits for so long; true, and at once, if the job is to end. */
  public boolean comesWithin(Duration pause) throws InterruptedException {
    return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }
}
