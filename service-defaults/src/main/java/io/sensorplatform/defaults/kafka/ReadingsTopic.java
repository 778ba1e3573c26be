package io.sensorplatform.defaults.kafka;

import io.sensorplatform.reading.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic that holds every accepted reading. */
public final class ReadingsTopic {

  private static final int TIMEOUT_SECONDS = 10;

  private ReadingsTopic() {}

  /**
   * Creates the topic unless it exists. An existing topic is left as it is.
   *
   * @throws ExecutionException if Kafka refused
   * @throws TimeoutException if Kafka did not answer within 10 s; try again later
   */
  public static void ensure(KafkaSettings kafka)
      throws ExecutionException, TimeoutException, InterruptedException {
    var properties = kafka.clientProperties();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1_000);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1_000 / 2);
    try (Admin admin = Admin.create(properties)) {
      var topic =
          new NewTopic(Topics.READINGS, kafka.partitions(), kafka.replicationFactor())
              .configs(
                  Map.of(
                      TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                      Short.toString(kafka.minInsyncReplicas())));
      admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }
}
