package io.sensorplatform.stream.deadletter;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Counts the open letters now and then, for the gauge: nobody's request waits for that. */
final class OpenLetters implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(OpenLetters.class);

  private final Letters letters;
  private final DeadLetterMetrics metrics;
  private final Duration interval;
  private volatile @Nullable Thread thread;

  OpenLetters(Letters letters, DeadLetterMetrics metrics, Duration interval) {
    this.letters = letters;
    this.metrics = metrics;
    this.interval = interval;
  }

  @Override
  public void start() {
    // Known before it runs, as it goes on only while there is one.
    var counter = Thread.ofVirtual().name("open-letters").unstarted(this::count);
    thread = counter;
    counter.start();
  }

  @Override
  public void stop() {
    var running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void count() {
    try {
      while (isRunning()) {
        try {
          metrics.open(letters.open());
        } catch (RuntimeException e) {
          log.debug("The open dead letters could not be counted", e);
        }
        Thread.sleep(interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
