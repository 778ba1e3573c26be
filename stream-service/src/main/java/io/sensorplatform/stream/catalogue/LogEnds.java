package io.sensorplatform.stream.catalogue;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far Kafka's partitions go. */
final class LogEnds implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LogEnds.class);
  private static final int TIMEOUT_MILLIS = 2_000;

  private final KafkaSettings kafka;
  private @Nullable Admin admin;

  LogEnds(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** The next offset of each partition; empty if Kafka does not tell soon. */
  Map<Integer, Long> of(String topic, Collection<Integer> partitions) {
    var wanted =
        partitions.stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition),
                    ignored -> OffsetSpec.latest()));
    try {
      var ends = new HashMap<Integer, Long>();
      admin()
          .listOffsets(wanted)
          .all()
          .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return ends;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.debug("Kafka does not tell the ends of {}", topic, e);
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private synchronized Admin admin() {
    var open = admin;
    if (open == null) {
      var properties = new HashMap<>(kafka.clientProperties());
      properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
      properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
      open = Admin.create(properties);
      admin = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
      admin = null;
    }
  }
}
