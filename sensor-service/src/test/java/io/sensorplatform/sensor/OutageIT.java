package io.sensorplatform.sensor;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.data.SpanData;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OutageIT {

  private static final String JSON = "application/json";
  private static final String READING = "{\"sensorId\":\"plant1/a\",\"value\":%d}";
  private static final int BATCH = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319d";

  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @Test
  void spoolsWhileKafkaIsAwayAndSendsInOrderLater() throws Exception {
    RunningSensorService service = RunningSensorService.shared();
    replicated(service, 0);
    double failures = service.count("sensor.publish.failures");
    double spooled = service.count("sensor.ingest.accepted", "durability", "spooled");

    EmbeddedServers.kafka().kill();
    try {
      for (int i = 1; i <= 30; i++) {
        Answer answer =
            service.post(
                token,
                JSON,
                READING.formatted(i),
                "traceparent",
                "00-" + TRACE + "-00f067aa0ba902b7-0" + (i == 30 ? 1 : 0));
        assertThat(answer.isSpooled()).as(answer.toString()).isTrue();
      }
      assertThat(service.count("sensor.publish.failures"))
          .as("only the first tries Kafka")
          .isEqualTo(failures + 1);
      assertThat(service.count("sensor.ingest.accepted", "durability", "spooled"))
          .isEqualTo(spooled + 30);
      assertThat(service.gauge("sensor.spool.waiting")).isEqualTo(30);
      JsonNode health = service.health("spool");
      assertThat(health.path("status").asString()).isEqualTo("DEGRADED");
      assertThat(health.at("/details/state").asString()).isEqualTo("spooling");
      assertThat(health.at("/details/waiting").asInt()).isEqualTo(30);
      assertThat(service.readiness()).isEqualTo(200);
    } finally {
      EmbeddedServers.kafka().start();
    }

    replicated(service, 31);
    Awaitility.await().atMost(PATIENCE).until(() -> service.gauge("sensor.spool.waiting") == 0);
    List<Reading> readings = ReadingsOnKafka.readings(tenant);
    assertThat(lastOfEach(readings))
        .as("what was acknowledged, once and in order, whatever came twice")
        .containsSubsequence(IntStream.rangeClosed(0, 31).mapToObj(i -> (double) i).toList());
    assertThat(readings)
        .filteredOn(reading -> (reading.flags() & Reading.SPOOLED) != 0)
        .extracting(Reading::value)
        .contains(1.0, 30.0)
        .doesNotContain(0.0);
    RecordedSpans spans = service.bean(RecordedSpans.class);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(spans.ofTrace(TRACE))
                .extracting(SpanData::getName)
                .contains("send sensor.readings", "spool append", "spool send"));
  }

  @Test
  void answers503WhenTheSpoolIsFullAndGoesOnOnceItIsSent() {
    Map<String, Object> settings =
        Map.of("platform.spool.cap", "4MB", "platform.publish.spool-after", "500ms");
    EmbeddedServers.kafka();
    try (var service = RunningSensorService.start(settings)) {
      replicated(service, 0);
      EmbeddedServers.kafka().kill();
      var acknowledged = new ArrayList<Double>();
      Answer answer;
      try {
        int next = 1;
        while ((answer = service.post(token, JSON, batch(next))).isSpooled()) {
          for (int i = 0; i < BATCH; i++) {
            acknowledged.add((double) next++);
          }
        }
        assertThat(acknowledged).as("before it is full").isNotEmpty();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("not-durable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(service.count("sensor.spool.full")).isEqualTo(1);
        assertThat(service.readiness()).isEqualTo(200);
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        EmbeddedServers.kafka().start();
      }

      replicated(service, -1);
      Awaitility.await().atMost(PATIENCE).until(() -> service.gauge("sensor.spool.waiting") == 0);
      assertThat(lastOfEach(ReadingsOnKafka.readings(tenant))).containsSubsequence(acknowledged);
    }
  }

  @Test
  void aSensorThatNeverPausesGetsOutOfTheSpool() {
    RunningSensorService service = RunningSensorService.shared();
    replicated(service, 0);
    EmbeddedServers.kafka().kill();
    try {
      for (int i = 1; i <= 10; i++) {
        assertThat(service.post(token, JSON, batch(i * BATCH)).isSpooled()).isTrue();
      }
    } finally {
      EmbeddedServers.kafka().start();
    }
    var stop = new AtomicBoolean();
    var replicated = new AtomicInteger();
    var clients =
        IntStream.range(0, 8)
            .mapToObj(_ ->
                CompletableFuture.runAsync(() -> {
                  while (!stop.get()) {
                    if (service.post(token, JSON, READING.formatted(7)).isReplicated()) {
                      replicated.incrementAndGet();
                    }
                  }
                }))
            .toList();
    try {
      Awaitility.await().atMost(PATIENCE).until(() -> replicated.get() > 200);
      assertThat(service.gauge("sensor.spool.state")).isZero();
    } finally {
      stop.set(true);
      clients.forEach(CompletableFuture::join);
    }
  }

  @Test
  void startsWithKafkaAndPostgresAwayAndFindsKafkaLater() throws Exception {
    EmbeddedServers.kafka().stop();
    EmbeddedServers.postgres().stop();
    try (var service = RunningSensorService.start(Map.of())) {
      assertThat(service.readiness()).isEqualTo(200);
      Answer answer = service.post(token, JSON, READING.formatted(1));
      assertThat(answer.isSpooled()).as(answer.toString()).isTrue();

      EmbeddedServers.kafka().start();

      replicated(service, 2);
      assertThat(values(ReadingsOnKafka.readings(tenant))).contains(1.0, 2.0);
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
      assertThat(service.post(token, JSON, READING.formatted(1)).isSpooled()).isTrue();
    }
  }

  @Test
  void answers503WithoutASpool() {
    Map<String, Object> settings =
        Map.of(
            "platform.kafka.bootstrap-servers",
            "kafka.invalid:9092",
            "platform.spool.enabled",
            false);
    try (var service = RunningSensorService.start(settings)) {
      Answer answer = service.post(token, JSON, READING.formatted(1));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("not-durable");
      assertThat(answer.header("Retry-After")).isNotEmpty();
      assertThat(answer.json().has("accepted")).isFalse();
    }
  }

  @Test
  void takesReadingsAndAnswersQueriesWith503WhilePostgresIsAway() throws Exception {
    RunningSensorService service = RunningSensorService.shared();
    RunningSensorService.writer();
    replicated(service, 0);
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

  private static String batch(int first) {
    return IntStream.range(first, first + BATCH)
        .mapToObj(READING::formatted)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void replicated(RunningSensorService service, int value) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> service.post(token, JSON, READING.formatted(value)).isReplicated());
  }

  private static List<Double> values(List<Reading> readings) {
    return readings.stream().map(Reading::value).toList();
  }

  /** Values in the order in which each was last put there. */
  private static List<Double> lastOfEach(List<Reading> readings) {
    return List.copyOf(new LinkedHashSet<>(values(readings).reversed())).reversed();
  }
}
