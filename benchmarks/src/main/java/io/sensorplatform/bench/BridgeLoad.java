package io.sensorplatform.bench;

import io.sensorplatform.bench.load.BatchLoad;
import io.sensorplatform.bench.load.Form;
import io.sensorplatform.bench.platform.KafkaBridge;
import io.sensorplatform.reading.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The same readings through a Kafka Bridge into the same Kafka, to a topic of as many partitions:
 * one hop that asks for no token, counts nobody's limit and looks into no reading.
 */
final class BridgeLoad {

  private final String bootstrapServers;
  private final KafkaBridge bridge;
  private final BatchLoad batches;
  private final BatchLoad singles;

  /**
   * @param connections of batches
   * @param waiting connections of single readings
   */
  BridgeLoad(Path release, String bootstrapServers, int connections, int batch, int waiting)
      throws Exception {
    this.bootstrapServers = bootstrapServers;
    this.bridge = KafkaBridge.start(release, bootstrapServers);
    Instant first = Instant.now().minus(Duration.ofDays(5));
    this.batches =
        new BatchLoad(bridge.url(), Form.RECORDS, "bench/batch/", connections, batch, first);
    this.singles = new BatchLoad(bridge.url(), Form.RECORDS, "bench/single/", waiting, 1, first);
  }

  /** Once the topic of readings is there. */
  void warmUp(Duration each) throws Exception {
    createTopic();
    for (BatchLoad load : List.of(batches, singles)) {
      load.start("", 0);
      Thread.sleep(each);
      load.stop();
    }
  }

  BatchLoad batches() {
    return batches;
  }

  BatchLoad singles() {
    return singles;
  }

  Duration cpu() {
    return bridge.cpu();
  }

  String name() {
    return "Kafka Bridge " + bridge.version();
  }

  private void createTopic() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      var readings = admin.describeTopics(List.of(Topics.READINGS)).allTopicNames().get();
      int partitions = readings.values().iterator().next().partitions().size();
      admin.createTopics(List.of(new NewTopic(Form.TOPIC, partitions, (short) 1))).all().get();
    }
  }
}
