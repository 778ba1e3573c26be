package io.sensorplatform.sensor;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutageIT {

  private static final String JSON = "application/json";
  private static final String READING = "{\"sensorId\":\"plant1/a\",\"value\":%d}";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @Test
  void answers503WhileKafkaIsAwayAndGoesOnByItself() {
    RunningSensorService service = RunningSensorService.shared();
    Set<Double> acknowledged = new HashSet<>();
    acknowledged.add(accepted(service, 0));
    double failures = service.count("sensor.publish.failures");

    EmbeddedServers.kafka().kill();
    try {
      Answer answer = service.post(token, JSON, READING.formatted(1));

      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("not-durable");
      assertThat(answer.header("Retry-After")).isNotEmpty();
      assertThat(answer.json().has("accepted")).isFalse();
      assertThat(service.count("sensor.publish.failures")).isEqualTo(failures + 1);
    } finally {
      EmbeddedServers.kafka().start();
    }

    for (int i = 2; i < 5; i++) {
      acknowledged.add(accepted(service, i));
    }
    assertThat(ReadingsOnKafka.readings(tenant))
        .extracting(Reading::value)
        .as("what was acknowledged is there; what was not may be")
        .containsAll(acknowledged);
  }

  @Test
  void startsWithKafkaAndPostgresAwayAndFindsKafkaLater() throws Exception {
    EmbeddedServers.kafka().stop();
    EmbeddedServers.postgres().stop();
    try (var service = RunningSensorService.start(Map.of("platform.publish.deadline", "1s"))) {
      assertThat(service.readiness()).isEqualTo(200);
      Answer answer = service.post(token, JSON, READING.formatted(1));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("not-durable");

      EmbeddedServers.kafka().start();

      accepted(service, 2);
    } finally {
      EmbeddedServers.kafka().start();
      EmbeddedServers.postgres().start();
    }
  }

  @Test
  void startsWhileKafkasNameCannotBeResolved() throws Exception {
    Map<String, Object> nowhere = Map.of("platform.kafka.bootstrap-servers", "kafka.invalid:9092");
    try (var service = RunningSensorService.start(nowhere)) {
      assertThat(service.readiness()).isEqualTo(200);
      assertThat(service.post(token, JSON, READING.formatted(1)).code()).isEqualTo("not-durable");
    }
  }

  @Test
  void takesReadingsAndAnswersQueriesWith503WhilePostgresIsAway() throws Exception {
    RunningSensorService service = RunningSensorService.shared();
    RunningSensorService.writer();
    accepted(service, 0);
    assertThat(read(service).code()).isEqualTo("sensor-not-found");

    EmbeddedServers.postgres().kill();
    try {
      Answer answer = read(service);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("store-unavailable");
      assertThat(answer.header("Retry-After")).isNotEmpty();
      assertThat(service.post(token, JSON, READING.formatted(1)).status()).isEqualTo(202);
      assertThat(service.readiness()).isEqualTo(200);
    } finally {
      EmbeddedServers.postgres().start();
    }

    Awaitility.await().atMost(PATIENCE).until(() -> read(service).status() == 404);
  }

  @Test
  void answersQueriesWith503WhileThereAreNoTables() {
    // The schema of another service: there, but without our tables.
    Map<String, Object> withoutTables =
        Map.of(
            "spring.datasource.url",
            EmbeddedServers.postgres().jdbcUrl().replace("/sensor_platform", "/postgres"),
            "spring.datasource.password",
            EmbeddedServers.postgres().password("sensor_service"));
    try (var service = RunningSensorService.start(withoutTables)) {
      Answer answer = read(service);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("store-unavailable");
    }
  }

  private Answer read(RunningSensorService service) {
    return service.get(token, "/v1/sensors/plant1/a/readings");
  }

  private double accepted(RunningSensorService service, int value) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> service.post(token, JSON, READING.formatted(value)).status() == 202);
    return value;
  }
}
