package io.sensorplatform.stream.consume;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.kafka.ReadingsTopic;
import io.sensorplatform.defaults.log.Runbook;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Makes the topic of readings in the background, as soon as Kafka is there. */
final class TopicSetup implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
  private static final long RETRY_MILLIS = 1_000;

  private final KafkaSettings kafka;
  private volatile @Nullable Thread thread;

  TopicSetup(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("readings-topic").start(this::ensure);
  }

  @Override
  public void stop() {
    var running = thread;
    if (running != null) {
      running.interrupt();
      thread = null;
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void ensure() {
    try {
      while (!tried()) {
        Thread.sleep(RETRY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tried() throws InterruptedException {
    try {
      ReadingsTopic.ensure(kafka);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.KAFKA_UNREACHABLE)
          .log("The topic of readings could not be made sure of, trying again: {}", e.toString());
      return false;
    }
  }
}
