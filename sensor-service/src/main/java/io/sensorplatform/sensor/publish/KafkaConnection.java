package io.sensorplatform.sensor.publish;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.kafka.ReadingsTopic;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.sensor.spool.SpoolSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The one producer. Comes up in the background, so that the service starts with Kafka away: makes
 * the producer (which fails while Kafka's name cannot be resolved), sees to the topic, and fetches
 * what the first send would else wait for.
 */
@Component
final class KafkaConnection implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(KafkaConnection.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final PublishSettings settings;
  private final SpoolSettings spool;
  private volatile @Nullable Producer<byte[], byte[]> producer;
  private volatile @Nullable Thread connecting;

  KafkaConnection(KafkaSettings kafka, PublishSettings settings, SpoolSettings spool) {
    this.kafka = kafka;
    this.settings = settings;
    this.spool = spool;
  }

  /** The producer; null until it could be made. */
  @Nullable Producer<byte[], byte[]> producer() {
    return producer;
  }

  /**
   * Makes another producer in place of this one if it can never send again. What it still held
   * fails first, so that nothing older comes after what the new one sends.
   */
  void renewIfFatal(Producer<byte[], byte[]> failed, Throwable failure) {
    if (!isFatal(failure)) {
      return;
    }
    synchronized (this) {
      if (producer == failed && isRunning()) {
        producer = null;
        log.atWarn()
            .addKeyValue(Runbook.KEY, Runbook.KAFKA_UNREACHABLE)
            .log("The producer cannot go on and is made anew: {}", failure.toString());
        connectAfter(failed);
      }
    }
  }

  @Override
  public void start() {
    connectAfter(null);
  }

  @Override
  public void stop() {
    Thread thread = connecting;
    connecting = null;
    if (thread != null) {
      thread.interrupt();
    }
    Producer<byte[], byte[]> last = producer;
    producer = null;
    if (last != null) {
      last.close(settings.deadline());
    }
  }

  private void connectAfter(@Nullable Producer<byte[], byte[]> failed) {
    Thread thread =
        Thread.ofVirtual()
            .name("kafka-connect")
            .unstarted(() -> {
              if (failed != null) {
                failed.close(Duration.ZERO);
              }
              connect();
            });
    connecting = thread;
    thread.start();
  }

  @Override
  public boolean isRunning() {
    return connecting != null;
  }

  /** Low: started before the web server, and stopped after its last request is answered. */
  @Override
  public int getPhase() {
    return 0;
  }

  private static boolean isFatal(Throwable failure) {
    return switch (failure) {
      case ProducerFencedException _, InvalidProducerEpochException _ -> true;
      case UnsupportedVersionException _, IllegalStateException _ -> true;
      case ApiException _ -> false;
      // What an idempotent producer says to every send once it is in its error state.
      case KafkaException e -> e.getClass() == KafkaException.class;
      default -> false;
    };
  }

  private void connect() {
    String told = "";
    for (Duration wait = FIRST_RETRY; isConnecting(); wait = longer(wait)) {
      try {
        Producer<byte[], byte[]> made = producer;
        if (made == null) {
          made = new KafkaProducer<>(properties());
          producer = made;
        }
        ReadingsTopic.ensure(kafka);
        made.partitionsFor(Topics.READINGS);
        log.info("Kafka at {} is ready for readings", kafka.bootstrapServers());
        return;
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        String reason = reason(e);
        if (!reason.equals(told)) {
          log.atWarn()
              .addKeyValue(Runbook.KEY, Runbook.KAFKA_UNREACHABLE)
              .log("Kafka at {} is not ready yet: {}", kafka.bootstrapServers(), reason);
          told = reason;
        }
      }
      try {
        Thread.sleep(wait);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean isConnecting() {
    return connecting == Thread.currentThread();
  }

  private Map<String, Object> properties() {
    Duration deadline = settings.deadline();
    // A send waits for metadata and room, and an answer is waited for, half the deadline each, so
    // that a broker that hangs leaves time for one more attempt.
    int half = Math.toIntExact(deadline.dividedBy(2).toMillis());
    int block = spool.enabled() ? (int) Math.min(half, settings.spoolAfter().toMillis()) : half;
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "sensor-service");
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compression());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, Math.toIntExact(settings.linger().toMillis()));
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.toIntExact(settings.batch().toBytes()));
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.buffer().toBytes());
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, block);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, half);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(deadline.toMillis()));
    return properties;
  }

  private static Duration longer(Duration wait) {
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
