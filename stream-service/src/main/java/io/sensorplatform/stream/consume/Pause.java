package io.sensorplatform.stream.consume;

import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a loop waits after a fault that stopped all of its work. */
final class Pause {

  private static final Logger log = LoggerFactory.getLogger(Pause.class);
  private static final long KAFKA_WAIT_MILLIS = 1_000;

  private final String role;
  private final LoopState state;
  private final Clock clock;
  private final Backoff backoff;
  private long untilMillis;

  Pause(String role, LoopState state, Clock clock, RandomGenerator random) {
    this.role = role;
    this.state = state;
    this.clock = clock;
    this.backoff = new Backoff(random);
  }

  long leftMillis() {
    return Math.max(untilMillis - clock.millis(), 0);
  }

  /** Whether the last attempt failed. */
  boolean isFailing() {
    return backoff.failures() > 0;
  }

  void succeeded() {
    if (isFailing()) {
      log.info("{} goes on after {} failed attempts", role, backoff.failures());
      backoff.reset();
    }
  }

  void failed(Exception e) {
    long wait = backoff.next().toMillis();
    boolean kafka = isOfKafka(e);
    // Kafka's own client waits and reconnects by itself: look again soon.
    untilMillis = clock.millis() + (kafka ? KAFKA_WAIT_MILLIS : wait);
    var reason = reason(e);
    state.failed(backoff.failures(), reason, kafka, Instant.ofEpochMilli(untilMillis));
    log.atWarn()
        .addKeyValue(Runbook.KEY, Runbook.PARTITION_PAUSED)
        .setCause(backoff.failures() == 1 && !kafka ? e : null)
        .log(
            "{} waits {} ms after failed attempt {}: {}",
            role,
            leftMillis(),
            backoff.failures(),
            reason);
  }

  static boolean isOfKafka(Exception e) {
    return e instanceof KafkaException || e.getCause() instanceof KafkaException;
  }

  static String reason(Throwable e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
