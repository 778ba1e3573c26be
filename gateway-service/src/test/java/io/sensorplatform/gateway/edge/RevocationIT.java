package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.revocation.Revocation;
import io.sensorplatform.defaults.revocation.Revocation.Kind;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** A gateway that learns what is revoked from a real Kafka, there or away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RevocationIT {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final TestIssuer issuer = new TestIssuer();
  private Backend backend;

  @BeforeAll
  void start() throws Exception {
    backend = Backend.started();
  }

  @AfterAll
  void stop() {
    EmbeddedServers.kafka().start();
    backend.close();
    issuer.close();
  }

  @Test
  @Order(1)
  void aTopicThatIsNotThereYetHoldsNothing() throws Exception {
    deleteTopic();
    Instant begin = Instant.now();
    try (TestGateway gateway = gateway()) {
      JsonNode health = health(gateway);
      assertThat(health.at("/details/read").asBoolean()).as(health.toString()).isTrue();
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
      createTopic();
      String key = key();
      String token = token(key);
      accepts(gateway, token);
      revoke(key);
      refusesSoon(gateway, token);
    }
  }

  @Test
  @Order(2)
  void whatIsRevokedIsRefusedSoonAndAfterARestartAtOnce() throws Exception {
    String key = key();
    String token = token(key);
    String other = token(key());
    try (TestGateway gateway = gateway()) {
      accepts(gateway, token);
      revoke(key);
      refusesSoon(gateway, token);
      accepts(gateway, other);
      assertThat(metric(gateway, "sensor.tokens.revocations.delay")).isPositive();
      assertThat(metric(gateway, "sensor.tokens.revocations.held")).isPositive();
      assertThat(metric(gateway, "sensor.tokens.revocations.age")).isLessThan(5);
    }
    try (TestGateway again = gateway()) {
      refuses(again, token);
      accepts(again, other);
    }
  }

  @Test
  @Order(3)
  void recordsThatAreNoneAndTombstonesDoNoHarm() throws Exception {
    String key = key();
    String token = token(key);
    try (TestGateway gateway = gateway()) {
      accepts(gateway, token);
      send("key/junk".getBytes(), "junk".getBytes());
      send(null, null);
      send("key/other".getBytes(), null);
      revoke(key);
      refusesSoon(gateway, token);
    }
  }

  @Test
  @Order(4)
  void withoutKafkaReadingsGoOnAndWhatIsRevokedIsKnownOnceItIsBack() throws Exception {
    String key = key();
    String token = token(key);
    revoke(key);
    EmbeddedServers.kafka().stop();
    Instant begin = Instant.now();
    try (TestGateway gateway = gateway("platform.revocations.start-wait=1s")) {
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
      accepts(gateway, token);
      JsonNode health = health(gateway);
      assertThat(health.at("/status").asString()).isEqualTo("UP");
      assertThat(health.at("/details/read").asBoolean()).isFalse();
      assertThat(health.at("/details/fault").asString()).isNotBlank();
      assertThat(metric(gateway, "sensor.tokens.revocations.read")).isZero();
      try (TestGateway strict =
          gateway("platform.revocations.start-wait=0s", "platform.revocations.strict=true")) {
        HttpResponse<String> answer = strict.send(strict.reading(token));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(TestGateway.json(answer.body()).path("code").asString())
            .isEqualTo("revocations-unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();

        EmbeddedServers.kafka().start();
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> {
              refuses(gateway, token);
              refuses(strict, token);
              // A revocation is obeyed before it is known to be the last one.
              assertThat(metric(gateway, "sensor.tokens.revocations.read")).isEqualTo(1);
            });
        accepts(gateway, token(key()));
        accepts(strict, token(key()));
      }
    }
  }

  private TestGateway gateway(String... more) {
    var settings = new java.util.ArrayList<String>();
    settings.add("platform.revocations.enabled=true");
    settings.add("platform.kafka.bootstrap-servers=" + EmbeddedServers.kafka().bootstrapServers());
    settings.addAll(List.of(more));
    return new TestGateway(issuer, backend.url(), settings.toArray(String[]::new));
  }

  private String token(String key) {
    return issuer.token(
        "device", "t", List.of("a"), c -> c.claim("scope", "readings:write").claim("key", key));
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  /** Of an earlier try of the same tests. */
  private static void deleteTopic() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", EmbeddedServers.kafka().bootstrapServers()))) {
      if (admin.listTopics().names().get().contains(Topics.REVOCATIONS)) {
        admin.deleteTopics(List.of(Topics.REVOCATIONS)).all().get();
      }
    }
  }

  private static void createTopic() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", EmbeddedServers.kafka().bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.REVOCATIONS, 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
  }

  private static void revoke(String key) throws Exception {
    Instant now = Instant.now();
    var revocation = new Revocation(Kind.KEY, key, now, now.plusSeconds(900), null);
    send(revocation.recordKey(), revocation.toJson());
  }

  private static void send(byte[] key, byte[] value) throws Exception {
    try (var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of("bootstrap.servers", EmbeddedServers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] some = key == null ? new byte[] {0} : key;
      producer.send(new ProducerRecord<>(Topics.REVOCATIONS, some, value)).get();
    }
  }

  private static void accepts(TestGateway gateway, String token) throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.reading(token));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static void refuses(TestGateway gateway, String token) throws Exception {
    HttpResponse<String> answer = gateway.send(gateway.reading(token));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).contains("token-revoked");
  }

  private static void refusesSoon(TestGateway gateway, String token) {
    await().atMost(SOON).untilAsserted(() -> refuses(gateway, token));
  }

  private static JsonNode health(TestGateway gateway) throws Exception {
    return management(gateway, "/actuator/health/revocations");
  }

  private static double metric(TestGateway gateway, String name) throws Exception {
    return management(gateway, "/actuator/metrics/" + name).at("/measurements/0/value").asDouble();
  }

  private static JsonNode management(TestGateway gateway, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return TestGateway.json(
          http.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + gateway.managementPort() + path))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    }
  }
}
