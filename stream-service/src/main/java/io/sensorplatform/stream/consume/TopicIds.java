package io.sensorplatform.stream.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Which life of a topic is the present one. */
final class TopicIds implements AutoCloseable {

  private static final long TIMEOUT_MILLIS = 5_000;

  private final Admin admin;

  TopicIds(Map<String, Object> clientProperties) {
    var properties = new HashMap<>(clientProperties);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT_MILLIS);
    admin = Admin.create(properties);
  }

  UUID of(String topic) throws ExecutionException, InterruptedException, TimeoutException {
    return ask(topic).get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  CompletableFuture<UUID> ask(String topic) {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(topics -> {
          var id = Objects.requireNonNull(topics.get(topic)).topicId();
          return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        });
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
