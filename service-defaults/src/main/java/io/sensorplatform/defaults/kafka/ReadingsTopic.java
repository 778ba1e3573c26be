package io.sensorplatform.defaults.kafka;

import io.sensorplatform.reading.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic that holds every accepted reading. */
public final class ReadingsTopic {

  private static final int TIMEOUT_SECONDS = 10;

  private ReadingsTopic() {}

  /**
   * Creates the topic unless it exists, and waits until every partition's leader serves it. An
   * existing topic is left as it is.
   *
   * <p>The wait matters: a leader that turns the first of several batches in flight away and takes
   * the next knows the producer by the next one's sequence number from then on, and refuses the
   * first until it times out.
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
      create(admin, kafka);
      awaitLeaders(admin);
    }
  }

  private static void create(Admin admin, KafkaSettings kafka)
      throws ExecutionException, TimeoutException, InterruptedException {
    var topic =
        new NewTopic(Topics.READINGS, kafka.partitions(), kafka.replicationFactor())
            .configs(
                Map.of(
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                    Short.toString(kafka.minInsyncReplicas())));
    try {
      admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** Asks each leader for its end; the client itself asks again until it is one. */
  private static void awaitLeaders(Admin admin)
      throws ExecutionException, TimeoutException, InterruptedException {
    var described =
        admin
            .describeTopics(List.of(Topics.READINGS))
            .allTopicNames()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    var ends = new HashMap<TopicPartition, OffsetSpec>();
    for (var topic : described.values()) {
      for (var partition : topic.partitions()) {
        ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    admin.listOffsets(ends).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }
}
