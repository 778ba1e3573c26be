package io.sensorplatform.local.stack;

import io.sensorplatform.reading.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** The topic of readings: until a service has made it, no reading can be accepted. */
final class Topic implements AutoCloseable {
  private final Admin admin;

  Topic(String bootstrapServers) {
    admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "request.timeout.ms",
                "5000",
                "default.api.timeout.ms",
                "5000"));
  }

  boolean exists() {
    try {
      TopicDescription topic =
          admin
              .describeTopics(List.of(Topics.READINGS))
              .allTopicNames()
              .get(10, TimeUnit.SECONDS)
              .get(Topics.READINGS);
      return topic != null
          && topic.partitions().stream()
              .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
