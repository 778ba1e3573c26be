package io.sensorplatform.auth.revocation;

import io.sensorplatform.defaults.kafka.KafkaSettings;
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

/** The topic that tells the verifiers. */
final class RevocationsTopic {

  private static final int TIMEOUT_SECONDS = 5;

  private RevocationsTopic() {}

  /**
   * Creates the topic unless it exists; one that exists is left as it is. One partition, because
   * each reader reads all and order counts; compacted, so that it stays short and yet keeps the
   * last word on each thing.
   *
   * @throws ExecutionException if Kafka refused
   * @throws TimeoutException if Kafka did not answer in time; try again later
   */
  static void ensure(KafkaSettings kafka)
      throws ExecutionException, TimeoutException, InterruptedException {
    var properties = kafka.clientProperties();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1_000);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1_000 / 2);
    try (Admin admin = Admin.create(properties)) {
      var topic =
          new NewTopic(Topics.REVOCATIONS, 1, kafka.replicationFactor())
              .configs(
                  Map.of(
                      TopicConfig.CLEANUP_POLICY_CONFIG,
                      TopicConfig.CLEANUP_POLICY_COMPACT,
                      // Only closed segments are compacted.
                      TopicConfig.SEGMENT_MS_CONFIG,
                      Long.toString(TimeUnit.HOURS.toMillis(1)),
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
