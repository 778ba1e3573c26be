package io.sensorplatform.sensor.publish;

import io.sensorplatform.sensor.spool.Backlog;
import io.sensorplatform.sensor.spool.Spool;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Which way new readings take. */
@Component
final class PublishState {

  private static final Logger log = LoggerFactory.getLogger(PublishState.class);

  /** From the usual to the worst. */
  enum Phase {
    /** Straight to Kafka. */
    DIRECT,
    /** Kafka takes readings again: only those of sensors that have older ones in the spool wait. */
    DRAINING,
    /** Kafka does not acknowledge: everything goes to the spool, without trying Kafka. */
    SPOOLING;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A phase and when it began. */
  record Seen(Phase phase, Instant since) {}

  private final Backlog backlog;
  private final Clock clock;
  private volatile boolean spooling;
  private Seen seen;

  PublishState(Spool spool, Clock clock) {
    this.backlog = spool.backlog();
    this.clock = clock;
    this.seen = new Seen(Phase.DIRECT, clock.instant());
  }

  Phase phase() {
    if (spooling) {
      return Phase.SPOOLING;
    }
    return backlog.isEmpty() ? Phase.DIRECT : Phase.DRAINING;
  }

  /** Kafka did not acknowledge. */
  void failed() {
    if (!spooling) {
      spooling = true;
      look();
    }
  }

  /** Kafka acknowledges what the spool sends. */
  void acknowledged() {
    if (spooling) {
      spooling = false;
      look();
    }
  }

  /** Nothing waits that would find out whether Kafka acknowledges: let new readings try. */
  void nothingToTry() {
    acknowledged();
  }

  /** The phase, and since when it was seen; tells the log of a new one. */
  synchronized Seen look() {
    Phase now = phase();
    if (now != seen.phase()) {
      log.info(
          "New readings: {} after {} ({} readings wait)",
          now.name().toLowerCase(Locale.ROOT),
          seen.phase().name().toLowerCase(Locale.ROOT),
          backlog.readings());
      seen = new Seen(now, clock.instant());
    }
    return seen;
  }
}
