package io.sensorplatform.stream.consume;

import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.kafka.ReadingsTopic;
import io.sensorplatform.defaults.log.Runbook;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topic of readings in the background, as soon as Kafka is there. */
final class TopicSetup extends BackgroundJob {

  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KafkaSettings kafka;

  TopicSetup(KafkaSettings kafka) {
    super(Thread.ofVirtual().name("readings-topic"));
    this.kafka = kafka;
  }

  @Override
  protected void run(Ending ending) throws InterruptedException {
    while (!tried() && !ending.comesWithin(RETRY)) {
      // Again.
    }
  }

  @Override
  protected void hurry(Thread thread) {
    thread.interrupt();
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
