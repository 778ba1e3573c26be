package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the open letters now and then, for the gauge: nobody's request waits for that. */
final class OpenLetters extends BackgroundJob {

  private static final Logger log = LoggerFactory.getLogger(OpenLetters.class);

  private final Letters letters;
  private final DeadLetterMetrics metrics;
  private final Duration interval;

  OpenLetters(Letters letters, DeadLetterMetrics metrics, Duration interval) {
    super(Thread.ofVirtual().name("open-letters"));
    this.letters = letters;
    this.metrics = metrics;
    this.interval = interval;
  }

  @Override
  protected void run(Ending ending) throws InterruptedException {
    do {
      try {
        metrics.open(letters.open());
      } catch (RuntimeException e) {
        log.debug("The open dead letters could not be counted", e);
      }
    } while (!ending.comesWithin(interval));
  }

  @Override
  protected void hurry(Thread thread) {
    thread.interrupt();
  }
}
