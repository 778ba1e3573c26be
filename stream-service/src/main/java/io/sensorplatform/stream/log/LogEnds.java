package io.sensorplatform.stream.log;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where each partition of a topic ends; the last known while Kafka does not answer. */
public final class LogEnds implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LogEnds.class);
  private static final int TIMEOUT_MILLIS = 2_000;

  /**
   * @param topicId null if Kafka never answered
   * @param next by partition: the offset that the next record will have
   * @param fresh whether Kafka told them just now
   */
  public record Ends(String topic, @Nullable UUID topicId, Map<Integer, Long> next, boolean fresh) {

    public Ends {
      next = Map.copyOf(next);
    }
  }

  private final String topic;
  private final Admin admin;
  private volatile Ends known;

  public LogEnds(String topic, KafkaSettings kafka) {
    this.topic = topic;
    this.known = new Ends(topic, null, Map.of(), false);
    var properties = kafka.clientProperties();
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "log-ends");
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    admin = Admin.create(properties);
  }

  /** Waits for Kafka, but not long. */
  public Ends now() {
    try {
      var described = admin.describeTopics(List.of(topic)).allTopicNames();
      var found = described.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).get(topic);
      if (found == null) {
        return stale("no topic " + topic);
      }
      var latest = new HashMap<TopicPartition, OffsetSpec>();
      for (var partition : found.partitions()) {
        latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
      }
      var next = new HashMap<Integer, Long>();
      admin
          .listOffsets(latest)
          .all()
          .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .forEach((partition, told) -> next.put(partition.partition(), told.offset()));
      var id = found.topicId();
      known =
          new Ends(
              topic,
              new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()),
              next,
              true);
      return known;
    } catch (ExecutionException | TimeoutException e) {
      return stale(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stale("interrupted");
    }
  }

  private Ends stale(String why) {
    log.debug("The log's ends are not known: {}", why);
    var last = known;
    return new Ends(topic, last.topicId(), last.next(), false);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
