package io.sensorplatform.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaServerIT {
  private static KafkaServer kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedServers.kafka();
  }

  @Test
  void keepsWhatItAcknowledgedThroughKillAndStop() throws Exception {
    create("kept");
    send("kept", "before kill");

    kafka.kill();
    assertThat(kafka.isAlive()).isFalse();
    assertThat(kafka.isReady()).isFalse();
    kafka.start();
    send("kept", "before stop");
    kafka.stop();
    assertThat(kafka.isAlive()).isFalse();
    kafka.start();

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(values("kept")).containsExactlyInAnyOrder("before kill", "before stop"));
  }

  @Test
  void makesNoTopicThatNobodyCreated() throws Exception {
    try (var admin = Admin.create(settings())) {
      create("created");
      assertThat(admin.listTopics().names().get())
          .contains("created")
          .doesNotContain("not-created");
      assertThat(
              admin
                  .describeConfigs(
                      List.of(
                          new org.apache.kafka.common.config.ConfigResource(
                              org.apache.kafka.common.config.ConfigResource.Type.BROKER, "1")))
                  .all()
                  .get()
                  .values()
                  .iterator()
                  .next()
                  .get("auto.create.topics.enable")
                  .value())
          .isEqualTo("false");
    }
  }

  private static void create(String topic) throws Exception {
    try (var admin = Admin.create(settings())) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
    }
  }

  private static void send(String topic, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "key", value)).get();
    }
  }

  private static Set<String> values(String topic) {
    var partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
    try (var consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      Set<String> values = new HashSet<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }

  private static Map<String, Object> settings() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
  }
}
