package io.sensorplatform.defaults.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers host:port[,host:port]; default localhost:9092
 * @param partitions partitions of a topic that is created here; default 10
 * @param replicationFactor replicas of a topic that is created here; default 3
 * @param minInsyncReplicas replicas that must have a record before it is acknowledged; default 2,
 *     or the replication factor where that is less
 * @param properties further properties of every Kafka client, such as security.protocol
 */
@ConfigurationProperties("platform.kafka")
public record KafkaSettings(
    @DefaultValue("localhost:9092") String bootstrapServers,
    @DefaultValue("10") int partitions,
    @DefaultValue("3") short replicationFactor,
    @DefaultValue("2") short minInsyncReplicas,
    Map<String, String> properties) {

  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("platform.kafka.bootstrap-servers is empty");
    }
    if (partitions < 1 || replicationFactor < 1 || minInsyncReplicas < 1) {
      throw new IllegalArgumentException(
          "platform.kafka: partitions, replication-factor and min-insync-replicas are at least 1");
    }
    minInsyncReplicas = (short) Math.min(minInsyncReplicas, replicationFactor);
    properties = properties == null ? Map.of() : Map.copyOf(properties);
  }

  /** What every client of ours starts from. */
  public Map<String, Object> clientProperties() {
    var client = new HashMap<String, Object>(properties);
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return client;
  }
}
