package io.sensorplatform.stream.consume;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka now and then which topic this is: one made anew under the same name must not go on at
 * the old one's offsets. That also tells whether Kafka answers at all, which polling does not.
 * Never waits.
 */
final class TopicWatch {

  private static final long INTERVAL_MILLIS = 15_000;
  private static final long FAULT_INTERVAL_MILLIS = 1_000;

  private final TopicIds ids;
  private final String topic;
  private final Clock clock;
  private long nextMillis;
  private @Nullable CompletableFuture<UUID> question;
  private @Nullable String fault;

  TopicWatch(TopicIds ids, String topic, Clock clock) {
    this.ids = ids;
    this.topic = topic;
    this.clock = clock;
  }

  /** The topic's id if Kafka has told it since the last call. */
  @Nullable UUID news() {
    var asked = question;
    if (asked == null) {
      if (clock.millis() >= nextMillis) {
        question = ids.ask(topic);
      }
      return null;
    }
    if (!asked.isDone()) {
      return null;
    }
    question = null;
    if (asked.isCompletedExceptionally()) {
      nextMillis = clock.millis() + FAULT_INTERVAL_MILLIS;
      fault = "Kafka: " + asked.exceptionNow().getMessage();
      return null;
    }
    nextMillis = clock.millis() + INTERVAL_MILLIS;
    fault = null;
    return asked.resultNow();
  }

  /** Why Kafka did not answer the last time; null if it did. */
  @Nullable String fault() {
    return fault;
  }
}
